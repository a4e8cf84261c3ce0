# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the tests of the tree share. They read the source tree as it is, with or without
# git and with or without a build in it, and run ebpfctl only for its help.

EBPFCTL_SRCDIR=${EBPFCTL_SRCDIR:-$(cd "$BATS_TEST_DIRNAME/../.." && pwd)}
EBPFCTL=${EBPFCTL:-$EBPFCTL_SRCDIR/ebpfctl}

# The file of a rule is named relative to the top.
cd "$EBPFCTL_SRCDIR" || exit 1

all_commands() {
	sed -n 's/^COMMAND(\([a-z]*\),.*/\1/p' src/cmd/commands.def
}

# C files below the given directories.
c_files() {
	find "$@" -type f -name '*.[ch]' | LC_ALL=C sort
}

# Every file that people write; tests/root/next is made.
tree_files() {
	{
		find bpf completion/*.c src man m4 tests -type f ! -path 'tests/root/next/*' \
			\( -name '*.[chS8]' -o -name '*.def' -o -name '*.am' -o -name '*.m4' \
			-o -name '*.bats' -o -name '*.bash' -o -name '*.py' -o -name '*.sh' -o -name '*.md' -o -path tests/run \
			-o -path tests/expected-skips \)
		find debian -maxdepth 1 -type f ! -name '*.log' ! -name '*.substvars' \
			! -name files ! -name '*stamp*' ! -name '*.debhelper'
		find debian/source debian/tests -type f 2>/dev/null
		find . -maxdepth 1 -type f \( -name '*.md' -o -name '*.am' -o -name '*.ac' \
			-o -name NEWS -o -name bootstrap -o -name quickstart \
			-o -name .clang-format -o -name .editorconfig -o -name .gitignore \)
	} | sed 's,^\./,,' | LC_ALL=C sort
}

# The scripts in them.
shell_files() {
	local file

	for file in $(tree_files); do
		case $file in
		*.bats | *.bash | *.sh) echo "$file" ;;
		*) head -n 1 "$file" | grep -Eq '^#!.*[/ ](ba)?sh( |$)' && echo "$file" ;;
		esac
	done
	return 0
}

# code FILE...: the lines as FILE:LINE:TEXT, without comments.
code() {
	awk '
	FNR == 1 { inside = 0 }
	{
		rest = $0; text = ""
		for (;;) {
			if (inside) {
				at = index(rest, "*/")
				if (!at) break
				rest = substr(rest, at + 2); inside = 0
			}
			at = index(rest, "/*")
			if (!at) { text = text rest; break }
			text = text substr(rest, 1, at - 1)
			rest = substr(rest, at + 2); inside = 1
		}
		sub("//.*", "", text)
		print FILENAME ":" FNR ":" text
	}' "$@"
}

# only_in PATTERN ALLOWED FILE...: fails, and shows the lines, where code in a file that
# ALLOWED (a regular expression for names) does not name matches PATTERN.
only_in() {
	local pattern=$1 allowed=$2 found

	shift 2
	found=$(code "$@" | grep -E "^[^:]*:[0-9]*:.*$pattern" | grep -Ev "^($allowed):" || true)
	[ -z "$found" ] || {
		echo "$found"
		return 1
	}
}

# nowhere PATTERN FILE...
nowhere() {
	local pattern=$1

	shift
	only_in "$pattern" ':' "$@"
}

# says_nothing COMMAND...: fails, with what it said, unless it is silent and exits 0.
says_nothing() {
	local said status=0

	said=$("$@" 2>&1) || status=$?
	if [ -n "$said" ] || [ "$status" -ne 0 ]; then
		echo "$said"
		echo "exit status $status: $1"
		return 1
	fi
}

# same WHAT ONE OTHER: two lists are equal.
same() {
	[ -n "$2" ] || {
		echo "$1: nothing was found"
		return 1
	}
	diff -u --label "$1, here" --label "$1, there" <(echo "$2") <(echo "$3")
}

# need TOOL PACKAGE: skips the test where the tool is not there.
need() {
	command -v "$1" >/dev/null || skip "$1 was not found: apt install $2"
}
