#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Failed anywhere: each call site fails with each error that its man page names, and each
# allocation fails. A call site is a system call with what it asks for: the command of bpf(2),
# the path of an open, the request of an ioctl. All commands begin alike: so what one of them has
# been tried with at a site, the next ones are tried with by turns.
#
# shellcheck disable=SC2154,SC2034 # what lib.bash sets and reads
# shellcheck disable=SC2030,SC2031

load lib

# An unload of opens takes a third of a second: so there is less of it by default.
ERRORS="one of the errors" SITES="each 5th call site" OPENS_SITES="each 12th call site"
ALLOCATIONS="each 12th allocation" OPENS_ALLOCATIONS="each 40th allocation"
! is_large || {
	ERRORS="each of the usual errors where no command before had them, and the others by turns," SITES="each call site" OPENS_SITES="each call site"
	ALLOCATIONS="each allocation" OPENS_ALLOCATIONS="each allocation"
}

# The errors of the man pages, those that a user meets first. What cannot fail, or whose failure
# nobody can see, is not there.
declare -gA errors_of=(
	[bpf]="EPERM EINVAL ENOMEM E2BIG ENOSPC EBUSY ENOENT EFAULT"
	[openat]="EACCES EMFILE ENFILE ENOENT ENOMEM ELOOP ENOTDIR"
	[mkdir]="EACCES ENOSPC EROFS ENOMEM EPERM"
	[rmdir]="EACCES EBUSY ENOTEMPTY EROFS"
	[renameat2]="EACCES EEXIST EINVAL ENOSPC EROFS"
	[unlink]="EACCES EBUSY EIO EROFS"
	[chmod]="EPERM EIO EROFS"
	[chown]="EPERM EIO EROFS"
	[perf_event_open]="EACCES EBUSY EINVAL EMFILE ENOENT ENOSPC EPERM"
	[ioctl]="EFAULT EINVAL ENOTTY"
	[mmap]="ENOMEM EACCES EAGAIN"
	[write]="EIO ENOSPC EPIPE EINTR EAGAIN"
	[read]="EIO EINTR EINVAL"
	[pread64]="EIO EINTR"
	[flock]="EINTR ENOLCK EAGAIN"
	[socket]="EACCES EAFNOSUPPORT EMFILE ENOBUFS"
	[bind]="EACCES EADDRINUSE"
	[sendto]="ENOBUFS ENOMEM EACCES"
	[recvfrom]="ENOMEM EINTR EAGAIN"
	[recvmsg]="ENOMEM EINTR EAGAIN"
	[fstat]="ENOMEM EBADF"
	[newfstatat]="EACCES ENOENT ENOMEM"
	[statx]="EACCES ENOENT ENOMEM"
	[statfs]="EACCES EIO ENOSYS"
	[fstatfs]="EIO ENOSYS"
	[getdents64]="ENOENT EINVAL"
	[readlink]="EACCES EINVAL"
	[getrandom]="EAGAIN ENOSYS"
	[epoll_create1]="EMFILE ENOMEM"
	[epoll_ctl]="ENOMEM ENOSPC"
	[epoll_wait]="EINTR"
	[inotify_init1]="EMFILE ENOMEM"
	[inotify_add_watch]="EACCES ENOSPC"
	[eventfd2]="EMFILE ENOMEM"
	[fsopen]="EPERM EMFILE ENODEV"
	[fsconfig]="EINVAL EPERM"
	[fsmount]="EPERM EBUSY"
	[membarrier]="EINVAL ENOSYS"
	[fcntl]="EMFILE"
	[dup]="EMFILE"
	[prctl]="EINVAL EPERM"
	[capget]="EFAULT"
	[capset]="EPERM"
	[clock_nanosleep]="EINTR"
	[lseek]="ESPIPE"
	[uname]="EFAULT"
)

# The others of the man pages: with each call site comes the next one.
declare -gA others_of=(
	[bpf]="EACCES EAGAIN EBADF EEXIST EOPNOTSUPP"
	[openat]="EBADF EDQUOT EEXIST EFAULT EFBIG EINTR EINVAL EISDIR ENAMETOOLONG ENODEV ENOSPC ENXIO
		EOPNOTSUPP EOVERFLOW EPERM EROFS ETXTBSY"
	[mkdir]="EDQUOT EFAULT EINVAL ELOOP EMLINK ENAMETOOLONG ENOENT ENOTDIR EEXIST"
	[rmdir]="EFAULT EINVAL ELOOP ENAMETOOLONG ENOENT ENOMEM ENOTDIR EPERM"
	[renameat2]="EBADF EBUSY EDQUOT EFAULT EISDIR ELOOP EMLINK ENAMETOOLONG ENOENT ENOMEM ENOTDIR
		ENOTEMPTY EPERM EXDEV"
	[unlink]="EFAULT EISDIR ELOOP ENAMETOOLONG ENOENT ENOMEM ENOTDIR EPERM"
	[chmod]="EACCES EFAULT ELOOP ENAMETOOLONG ENOENT ENOMEM ENOTDIR"
	[chown]="EACCES EFAULT ELOOP ENAMETOOLONG ENOENT ENOMEM ENOTDIR"
	[perf_event_open]="E2BIG EBADF EFAULT EINTR ENODEV EOPNOTSUPP EOVERFLOW ESRCH"
	[ioctl]="EBADF"
	[mmap]="EBADF EEXIST EINVAL ENFILE ENODEV EOVERFLOW EPERM"
	[write]="EBADF EDQUOT EFAULT EFBIG EINVAL EPERM"
	[read]="EAGAIN EBADF EFAULT EISDIR"
	[pread64]="EAGAIN EBADF EFAULT EINVAL EISDIR ENXIO ESPIPE"
	[flock]="EBADF EINVAL"
	[socket]="EINVAL ENFILE ENOMEM EPROTONOSUPPORT"
	[bind]="EBADF EFAULT EINVAL ENOMEM ENOTSOCK"
	[sendto]="EAGAIN EBADF ECONNRESET EFAULT EINTR EINVAL EMSGSIZE ENOTCONN ENOTSOCK EOPNOTSUPP EPIPE"
	[recvfrom]="EBADF ECONNREFUSED EFAULT EINVAL ENOTCONN ENOTSOCK"
	[recvmsg]="EBADF ECONNREFUSED EFAULT EINVAL ENOTCONN ENOTSOCK"
	[fstat]="EFAULT EOVERFLOW"
	[newfstatat]="EBADF EFAULT EINVAL ELOOP ENAMETOOLONG ENOTDIR EOVERFLOW"
	[statx]="EBADF EFAULT EINVAL ELOOP ENAMETOOLONG ENOTDIR"
	[statfs]="EFAULT EINTR ELOOP ENAMETOOLONG ENOENT ENOMEM ENOTDIR EOVERFLOW"
	[fstatfs]="EBADF EFAULT EINTR ENOMEM EOVERFLOW"
	[getdents64]="EBADF EFAULT ENOTDIR"
	[readlink]="EFAULT EIO ELOOP ENAMETOOLONG ENOENT ENOMEM ENOTDIR"
	[getrandom]="EFAULT EINTR EINVAL"
	[epoll_create1]="EINVAL ENFILE"
	[epoll_ctl]="EBADF EEXIST EINVAL ELOOP ENOENT EPERM"
	[epoll_wait]="EBADF EFAULT EINVAL"
	[inotify_init1]="EINVAL ENFILE"
	[inotify_add_watch]="EBADF EEXIST EFAULT EINVAL ENAMETOOLONG ENOENT ENOMEM ENOTDIR"
	[eventfd2]="EINVAL ENFILE ENODEV"
	[membarrier]="EPERM"
	[fcntl]="EACCES EAGAIN EBADF EINVAL EPERM"
	[dup]="EBADF"
	[prctl]="EACCES EBADF EBUSY EFAULT ENODEV"
	[capget]="EINVAL EPERM ESRCH"
	[capset]="EFAULT EINVAL"
	[clock_nanosleep]="EFAULT EINVAL"
	[lseek]="EBADF EINVAL ENXIO EOVERFLOW"
)

# sites: of the file `trace`, from the first call of main() on, a line for each call site: NAME,
# which of that name it is first, and the site. Numbers and addresses do not make another site, nor
# do the names of probes and interfaces where another command has it. Each load of a program or of
# types is one: libbpf tries with small ones what the kernel can.
sites() {
	awk '
	{ sub(/^\[ *[0-9]+\] /, "") }
	!match($0, /^[a-z0-9_]+\(/) { next }
	{
		name = substr($0, 1, RLENGTH - 1)
		count[name]++
		if (/^fcntl\(0, F_GETFD/)
			began = 1
		site = $0
		sub(/ = [^=]*$/, "", site)
		gsub(/0x[0-9a-f]+|[0-9]+/, "", site)
		if (name == "bpf")
			sub(/, .*map_name="/, " ", site)
		if (match(site, /^bpf\(BPF_(BTF|PROG)_LOAD/))
			site = substr(site, 1, RLENGTH) ++loads[substr(site, 1, RLENGTH)]
		if (name ~ /^(bpf|ioctl|prctl|fcntl)$/)
			site = substr(site, 1, 60)
		else if (name !~ /^(openat|newfstatat|mkdir|rmdir|unlink|chmod|renameat2|statfs|statx)$/)
			site = name
		if (began && !seen[site]++)
		{
			key = name " " count[name]
			gsub(/packets|opens|veth/, "", site)
			print key, site
		}
	}' trace
}

# fails_with NAME WHEN ERROR WORD...: leaves $status, $out and $err.
fails_with() {
	status=0
	timeout --kill-after=5 40 strace -f --seccomp-bpf -qq -o /dev/null -e trace="$1" \
		-e inject="$1:error=$3:when=$2" \
		"$EBPFCTL" "${@:4}" >ctl.out 2>ctl.err </dev/null 3>&- || status=$?
	out=$(<ctl.out)
	err=$(<ctl.err)
}

# is_told POINT: the exit status is one that the man page has, and what stands on standard error
# are messages and their hints, at least one where it failed.
is_told() {
	local line first=1

	case $status in
	0 | 1 | 3) ;;
	*)
		printf 'exit status %s at %s:\n%s\n' "$status" "$1" "$err"
		return 1
		;;
	esac
	[ "$status" -eq 0 ] || [ -n "$err" ] || {
		echo "nothing is said at $1"
		return 1
	}
	while IFS= read -r line; do
		case $line in
		"ebpfctl: cannot "* | "ebpfctl: warning: cannot "* | "ebpfctl: out of memory" | "ebpfctl: opens was unloaded") ;;
		"hint: "* | "  "*) [ -z "$first" ] ;;
		[0-9]*" events, "*) ;;
		'') [ "$status" -eq 0 ] ;;
		*) false ;;
		esac || {
			printf 'at %s:\n%s\n' "$1" "$err"
			return 1
		}
		first=''
	done <<<"$err"
}

# After a load: it is wholly there or not at all, and was not when that was said; no leftovers.
settle_load() {
	local subject=$1 point=$2

	look "$point"
	if is_there "$subject"; then
		[ "$status" -eq 0 ] || [[ $err == *"cannot write to standard output"* ]] || {
			printf 'status %s at %s, and it is loaded:\n%s\n' "$status" "$point" "$err"
			return 1
		}
		run_now undo "$subject" 0 "$point"
	else
		same "the exit status at $point" "$status" 1
		[[ $listed == *'"leftovers":0}'* || $err == *"cannot remove"* || $name == @(rmdir|unlink) ]] || {
			printf 'left over at %s:\n%s\n' "$point" "$err"
			return 1
		}
		run_now undo "$subject" 3 "$point" "$(not_loaded_message "$subject")"
	fi
	only_ids_of ids_without
}

# After an unload: it is gone, or the next one removes it.
settle_unload() {
	local subject=$1 point=$2

	if [ "$status" -eq 0 ]; then
		run_now undo "$subject" 3 "$point" "$(not_loaded_message "$subject")"
	else
		ctl unload "$subject"
		[ "$status" -eq 0 ] || [ "$status" -eq 3 ]
	fi
	look "$point"
	only_ids_of ids_without
	run_now redo "$subject" 0 "$point"
}

# What only reads: JSON is whole, or there is none; nothing has changed.
settle_reading() {
	[ "$status" -ne 0 ] || [[ $name == write ]] || jq -e . ctl.out >/dev/null
	[ "$(pin_tree)" = "$tree" ] || {
		echo "the pins have changed at $2"
		return 1
	}
}

# is_known NAME SITE: a command before has come by; the next one will find it known.
is_known() {
	local sites=$BATS_FILE_TMPDIR/sites

	grep -qsxF "$1 $2" "$sites" || {
		echo "$1 $2" >>"$sites.new"
		return 1
	}
}

# each_error NAME NUMBER SITE: those that are tried there.
each_error() {
	local all others

	read -r -a all <<<"${errors_of[$1]-}"
	read -r -d '' -a others <<<"${others_of[$1]-}" || :
	[ ${#all[@]} -gt 0 ] || return 0
	if ! is_large; then
		echo "${all[$2 % ${#all[@]}]}"
	elif is_known "$1" "$3"; then
		all+=("${others[@]}")
		echo "${all[($2 + BATS_TEST_NUMBER) % ${#all[@]}]}"
	else
		printf '%s\n' "${all[@]}"
		[ ${#others[@]} -eq 0 ] || echo "${others[$2 % ${#others[@]}]}"
	fi
}

# fail_each SETTLE SUBJECT WORD...
fail_each() {
	local settle=$1 subject=$2 name when site error number=0 points=0 every=5

	shift 2
	[ "$subject" != opens ] || every=12
	! is_large || every=1
	sites >sites.list
	[ "$(wc -l <sites.list)" -gt 15 ]
	while read -r name when site <&7; do
		[ -n "${errors_of[$name]-}" ] || continue
		number=$((number + 1))
		[ $((number % every)) -eq 0 ] || continue
		while read -r error <&6; do
			fails_with "$name" "$when" "$error" "$@"
			is_told "$name $when with $error"
			"$settle" "$subject" "$name $when with $error"
			points=$((points + 1))
		done 6< <(each_error "$name" "$number" "$site")
	done 7<sites.list
	! is_large || cp "$BATS_FILE_TMPDIR/sites.new" "$BATS_FILE_TMPDIR/sites"
	echo "$points failed calls at $number sites"
	[ "$points" -ge 4 ]
	swept "$points" "failed calls"
}

# fail_change KIND SUBJECT: of redo or undo.
fail_change() {
	local words

	read -r -a words < <(command_of "$1" "$2")
	calls_of "${words[@]}"
	via=$(sed -n 's/^opens .* via \([a-z]*\) .*/\1/p' traced.out)
	read -r -a words < <(command_of "$1" "$2")
	if [ "$1" = redo ]; then
		run_now undo "$2" 0 "the trace"
		calls_of "${words[@]}"
		run_now undo "$2" 0 "the trace"
		fail_each settle_load "$2" "${words[@]}"
	else
		run_now redo "$2" 0 "the trace"
		fail_each settle_unload "$2" "${words[@]}"
	fi
}

@test "load packets, with $ERRORS at $SITES, works or says why, and leaves nothing" {
	beside opens packets
	fail_change redo packets
	counting opens
}

@test "load opens, with $ERRORS at $OPENS_SITES, works or says why, and leaves nothing" {
	beside packets opens
	fail_change redo opens
	counting packets
}

@test "load -i, with $ERRORS at $SITES, works or says why, and leaves the other interface" {
	beside packets veth1
	fail_change redo veth1
	counting packets
}

@test "unload packets, with $ERRORS at $SITES, works or says why, and the next one works" {
	beside opens packets
	run_now redo packets 0 "the start"
	fail_change undo packets
	counting opens
}

@test "unload opens, with $ERRORS at $OPENS_SITES, works or says why, and the next one works" {
	beside packets opens
	run_now redo opens 0 "the start"
	fail_change undo opens
	counting packets
}

@test "stats, list and events, with $ERRORS at $SITES, work or say why, and change nothing" {
	local tree words

	new_veth veth0 peer0
	loads -i veth0
	tree=$(pin_tree)
	for words in "stats -j" "stats -o prometheus" "list -j" "events -j -d 0.05 -n no-such-comm"; do
		# shellcheck disable=SC2086 # words
		calls_of $words
		# shellcheck disable=SC2086
		fail_each settle_"$([[ $words == *prom* ]] && echo text || echo reading)" '' $words
	done
}

settle_text() {
	[ "$(pin_tree)" = "$tree" ]
}

# libbpf tries with small programs and types what the kernel can, and goes on without what it seems
# not to know: without BTF the verifier would work for minutes, and without names nobody would know
# the programs for ours.
@test "load opens, when any of the loads of programs and types fails for want of memory, works or says so at once" {
	local name when site words=(load opens --via tracepoint)

	beside packets opens
	calls_of "${words[@]}"
	run_now undo opens 0 "the trace"
	calls_of "${words[@]}"
	run_now undo opens 0 "the trace"
	sites | grep -E '^bpf [0-9]+ bpf.BPF_(BTF|PROG)_LOAD' >sites.list
	: >told
	while read -r name when site <&7; do
		fails_with "$name" "$when" ENOMEM "${words[@]}"
		is_told "$site"
		echo "$err" >>told
		settle_load opens "$site"
	done 7<sites.list
	swept "$(wc -l <sites.list)" "failed calls"
	grep -q 'the kernel did not take the types (BTF) of its programs' told
	grep -q 'the kernel did not take the names of its programs' told
	grep -q '^hint: try again; option -v shows what libbpf says of it' told
}

# ---- memory ----

# allocations_of WORD...: how many it takes.
allocations_of() {
	NOALLOC_COUNT=$PWD/count LD_PRELOAD=$EBPFCTL_BUILDDIR/tests/fault/noalloc.so \
		"$EBPFCTL" "$@" >/dev/null 2>&1 3>&-
	echo "$(<count)"
}

# without_memory N WORD...: as ctl, the Nth allocation fails.
without_memory() {
	status=0
	NOALLOC_AT=$1 LD_PRELOAD=$EBPFCTL_BUILDDIR/tests/fault/noalloc.so \
		timeout --kill-after=5 40 \
		"$EBPFCTL" "${@:2}" >ctl.out 2>ctl.err </dev/null 3>&- || status=$?
	out=$(<ctl.out)
	err=$(<ctl.err)
}

# starve TOTAL SETTLE SUBJECT WORD...
starve() {
	local total=$1 settle=$2 subject=$3 at=0 points=0 every=12 name=malloc

	shift 3
	[ "$subject" != opens ] || every=40
	! is_large || every=1
	[ "$total" -gt 20 ]
	for ((at = every; at <= total; at += every)); do
		without_memory "$at" "$@"
		is_told "allocation $at of $total of $*"
		"$settle" "$subject" "allocation $at of $total of $*"
		points=$((points + 1))
	done
	swept "$points" "failed allocations"
}

# As after a kill: what is there is whole, and the next command removes what is left.
settle_starved_load() {
	local subject=$1 point=$2

	look "$point"
	if is_there "$subject"; then
		run_now undo "$subject" 0 "$point"
	else
		same "the exit status at $point" "$status" 1
		run_now undo "$subject" 3 "$point" "$(not_loaded_message "$subject")"
	fi
	only_ids_of ids_without
}

@test "load opens without memory for $OPENS_ALLOCATIONS says so, and the next command finds nothing" {
	local total words

	beside packets opens
	calls_of load opens
	via=$(sed -n 's/^opens .* via \([a-z]*\) .*/\1/p' traced.out)
	run_now undo opens 0 "the trace"
	total=$(allocations_of load opens --via "$via")
	run_now undo opens 0 "the trace"
	starve "$total" settle_starved_load opens load opens --via "$via"
	counting packets
}

@test "load packets without memory for $ALLOCATIONS says so, and the next command finds nothing" {
	local total

	beside opens packets
	total=$(allocations_of load packets -i veth0)
	run_now undo packets 0 "the trace"
	starve "$total" settle_starved_load packets load packets -i veth0
	counting opens
}

@test "stats, list and events without memory for $ALLOCATIONS say so, and change nothing" {
	local tree words total name=malloc

	new_veth veth0 peer0
	loads -i veth0
	tree=$(pin_tree)
	for words in "stats -j" "list -j" "events -j -d 0.05 -n no-such-comm"; do
		# shellcheck disable=SC2086 # words
		total=$(allocations_of $words)
		# shellcheck disable=SC2086
		starve "$total" settle_reading '' $words
	done
}
