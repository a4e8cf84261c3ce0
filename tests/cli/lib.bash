# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Runs ebpfctl and compares all that it says. The tests here need no rights, no bpffs and
# no network: what they try is refused, or fails, before the kernel is asked.

EBPFCTL_SRCDIR=${EBPFCTL_SRCDIR:-$(cd "$BATS_TEST_DIRNAME/../.." && pwd)}
EBPFCTL=${EBPFCTL:-$EBPFCTL_SRCDIR/ebpfctl}

# The names in commands.def, in its order.
all_commands() {
	sed -n 's/^COMMAND(\([a-z]*\),.*/\1/p' "$EBPFCTL_SRCDIR/src/cmd/commands.def"
}

# A directory that exists and is no bpffs: a command that gets as far as opening it has
# taken its whole command line.
no_bpffs() {
	mkdir -p "$BATS_TEST_TMPDIR/no-bpffs"
	echo "$BATS_TEST_TMPDIR/no-bpffs"
}

# run_ebpfctl ARG...: leaves $status, and stdout and stderr in files of these names.
run_ebpfctl() {
	stdout=$BATS_TEST_TMPDIR/stdout stderr=$BATS_TEST_TMPDIR/stderr status=0
	"$EBPFCTL" "$@" >"$stdout" 2>"$stderr" </dev/null || status=$?
}

# compare WHAT FILE TEXT: the file is exactly TEXT, which ends with a newline or is empty.
compare() {
	printf '%s' "$3" >"$BATS_TEST_TMPDIR/expected"
	diff -u --label "expected $1" --label "$1" "$BATS_TEST_TMPDIR/expected" "$2"
}

# expect STATUS STDOUT STDERR ARG...
expect() {
	local wanted=$1 out=$2 err=$3

	shift 3
	run_ebpfctl "$@"
	if ! compare stderr "$stderr" "$err" || ! compare stdout "$stdout" "$out" ||
		[ "$status" -ne "$wanted" ]; then
		echo "ebpfctl $*: exit status $status, expected $wanted"
		return 1
	fi
}

# refuse MESSAGE HINT ARG...: a wrong command line.
refuse() {
	local message=$1 hint=$2

	shift 2
	expect 2 '' "ebpfctl: $message"$'\n'"hint: $hint"$'\n' "$@"
}

# take ARG...: this command line is right, as far as it can be told without a bpffs.
take() {
	local root

	root=$(no_bpffs)
	expect 1 '' "ebpfctl: cannot use '$root': it is not a bpffs"$'\n' --bpffs="$root" "$@"
}
