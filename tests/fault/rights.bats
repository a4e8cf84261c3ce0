#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Least privilege: which capabilities each command needs, as it is started with every subset of
# them; and what it has left while it runs.
#
# shellcheck disable=SC2154,SC2034 # what lib.bash sets and reads
# shellcheck disable=SC2030,SC2031,SC2086 # words

load lib

readonly CAPABILITIES=(bpf perfmon net_admin sys_admin dac_read_search)

# subset N: the capabilities whose bits are set.
subset() {
	local i list=''

	for ((i = 0; i < ${#CAPABILITIES[@]}; i++)); do
		[ $(($1 >> i & 1)) -eq 0 ] || list+=,${CAPABILITIES[i]}
	done
	echo "${list#,}"
}

has() {
	[[ ,$1, == *,$2,* ]]
}

# may WHAT SUBSET: what ebpfctl(8) says.
may() {
	! has "$2" sys_admin || return 0
	case $1 in
	packets) has "$2" bpf && has "$2" perfmon && has "$2" net_admin ;;
	opens)
		has "$2" bpf && has "$2" perfmon &&
			{ [[ $via == f* ]] || [ "$(</proc/sys/kernel/perf_event_paranoid)" -le 2 ]; }
		;;
	events) has "$2" bpf ;;
	*) return 0 ;; # stats, list, unload
	esac
}

# expects WHAT SUBSET: success or the exit status 1 with the reason.
expects() {
	if may "$1" "$2"; then
		same "$1 with {$2}" "$status: $err" "0: "
	else
		same "$1 with {$2}" "$status" 1
		[[ $err == "ebpfctl: cannot "*CAP_* ]] || {
			echo "$1 with {$2}: $err"
			return 1
		}
	fi
}

@test "each command works with the capabilities that ebpfctl(8) names, and with none of the other subsets" {
	local n some cases=0

	new_veth veth0 peer0
	# where it is not mounted, what reads the number of a tracepoint mounts it unseen
	mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing
	loads opens
	[[ $out =~ via\ ([a-z]+) ]]
	via=${BASH_REMATCH[1]}
	for ((n = 0; n < 1 << ${#CAPABILITIES[@]}; n++)); do
		some=$(subset "$n")
		with_only "$some" load packets -i veth0
		expects packets "$some"
		with_only "$some" events -j -d 0.01 -n r-none
		expects events "$some"
		[ -e "$PINS/packets" ] || "$EBPFCTL" -q load packets -i veth0
		with_only "$some" stats -j
		expects stats "$some"
		with_only "$some" list -j
		expects list "$some"
		with_only "$some" unload packets
		expects unload "$some"
		cases=$((cases + 5))
		is_large || [ $((n & 28)) -eq 0 ] || continue
		"$EBPFCTL" -q unload opens
		with_only "$some" load opens --via "$via"
		expects opens "$some"
		[ -e "$PINS/opens" ] || "$EBPFCTL" -q load opens --via "$via"
		with_only "$some" unload opens
		expects unload "$some"
		"$EBPFCTL" -q load opens --via "$via"
		cases=$((cases + 2))
	done
	swept "$cases" "subsets of capabilities"
}

# rights_of PID: what it has left.
rights_of() {
	grep -E '^(CapInh|CapPrm|CapEff|CapAmb|NoNewPrivs|Seccomp):' "/proc/$1/status" |
		tr -d '\t' | tr '\n' ' '
}

readonly NOTHING="CapInh:0000000000000000 CapPrm:0000000000000000 CapEff:0000000000000000 CapAmb:0000000000000000 NoNewPrivs:1 Seccomp:2 "

# while_it_writes WORD...: its rights when it is about to write its first byte.
while_it_writes() {
	local one end=$((SECONDS + PATIENCE))

	start strace -f -qq -o /dev/null -e trace=write -e inject=write:delay_enter=2s:when=1 \
		"$EBPFCTL" "$@"
	until one=$(pgrep -P "$pid" -x ebpfctl) && [[ $(rights_of "$one") == *Seccomp:2* ]]; do
		[ "$SECONDS" -lt "$end" ] || break
		nap
	done
	same "the rights of $*" "$(rights_of "$one")" "$NOTHING"
	kill "$one"
	ended "$pid"
}

@test "stats, list and events write with no capability, no_new_privs, and a filter of system calls" {
	new_veth veth0 peer0
	loads -i veth0
	while_it_writes stats
	while_it_writes stats -o prometheus
	while_it_writes list -j
	start_reader reader -j -n r-none
	same "the rights of events" "$(rights_of "$pid")" "$NOTHING"
	stop_reader "$pid"
	as=watch start "$EBPFCTL" stats -w -j
	eventually test -s watch.out
	same "the rights of stats -w" "$(rights_of "$pid")" "$NOTHING"
}

@test "what the filter refuses is not needed: nothing is refused to any of them but clone3" {
	local words

	new_veth veth0 peer0
	loads -i veth0
	for words in "stats" "stats -j" "stats -o prometheus" "list" "list -j" "events -d 0.1" \
		"events -j -d 0.1" "events -T -d 0.1" "events --count -d 0.1" "events -- true" \
		"stats -w -c 2 --interval 0.1"; do
		strace -f -qq -o trace "$EBPFCTL" $words >/dev/null 2>&1 3>&-
		sed -n '/seccomp(SECCOMP_SET_MODE_FILTER/,$p' trace >filtered
		[ -s filtered ]
		same "what is refused to $words" "$(grep -E 'EPERM|ENOSYS' filtered | grep -v clone3)" ""
	done
}

@test "load gives up what it does not need before it opens its first file" {
	new_veth veth0 peer0
	strace -f -qq -o trace -e trace=capset,openat,socket "$EBPFCTL" load -i veth0 >/dev/null 3>&-
	sed '/capset(/,$d' trace >before
	grep -q 'capset(' trace
	same "what was opened before" "$(grep -vE '"(/lib|/usr/lib|/usr/share/locale|/etc/ld.so|/etc/localtime|/usr/share/zoneinfo|/dev/null|/sys/fs/bpf)' before)" ""
	[[ $(grep 'capset(' trace | head -n 1) != *CAP_CHOWN* ]]
	[[ $(grep 'capset(' trace | head -n 1) != *CAP_SYS_MODULE* ]]
}

# What a caller could set to mislead a program that runs as root.
readonly HOSTILE=(
	TZ=:/etc/shadow LANG=../../../../etc/shadow LC_ALL=/etc/shadow LANGUAGE=/etc LOCPATH=/etc
	TERM=$'\e]0;x\a' COLUMNS=99999999999 LINES=-1 NO_COLOR= HOME=/nonexistent TMPDIR=/nonexistent
	LIBBPF_STRICT=1 LIBBPF_LOG_LEVEL=debug LIBELF_DEBUG=1 POSIXLY_CORRECT=1 IFS=x PATH=/nonexistent
	MALLOC_PERTURB_=165 BASH_ENV=/etc/shadow DEBUGINFOD_URLS=http://192.0.2.1/
)

@test "a hostile environment changes nothing that is printed, loaded or unloaded" {
	new_veth veth0 peer0
	loads -i veth0
	"$EBPFCTL" list -j >plain
	env -i "${HOSTILE[@]}" "$EBPFCTL" list -j >other 2>err
	same "standard error" "$(<err)" ""
	diff <(sed -E 's/[0-9]{10}\.[0-9]{9}/0/g' plain) <(sed -E 's/[0-9]{10}\.[0-9]{9}/0/g' other)
	env -i "${HOSTILE[@]}" "$EBPFCTL" stats packets -j >other
	jq -e '.probes[0].interfaces[0].ifname == "veth0"' other >/dev/null
	env -i "${HOSTILE[@]}" "$EBPFCTL" unload >out 2>err
	same "unload" "$(<out)" "packets  unloaded
opens    unloaded"
	env -i "${HOSTILE[@]}" "$EBPFCTL" load packets -i veth0 >out 2>err
	same "load" "$(<out)" "packets  loaded  veth0 native"
	swept ${#HOSTILE[@]} "hostile cases"
}

@test "a copy that is setuid takes nothing of its caller's environment" {
	local copy=/run/ebpfctl-setuid.$$ elsewhere

	loads opens
	elsewhere=$(mktemp -d)
	mount -t bpf -o mode=0755 bpf "$elsewhere"
	mount -t tmpfs -o suid,mode=0755 tmpfs /run
	cp "$EBPFCTL" "$copy"
	chmod 4755 "$copy"
	for word in "EBPFCTL_BPFFS=$elsewhere" "LD_PRELOAD=/nonexistent.so" "LD_DEBUG=all" \
		"TZ=:/etc/shadow" "LC_ALL=de_DE.UTF-8" "LD_LIBRARY_PATH=/tmp" "GCONV_PATH=/tmp"; do
		status=0
		setpriv --reuid 65534 --regid 65534 --clear-groups \
			env "$word" "$copy" stats opens -j >out 2>err 3>&- || status=$?
		same "with $word" "$status: $(<err)" "0: "
		jq -e '.probes[0].name == "opens"' out >/dev/null
	done
	same "another bpffs, for root itself" \
		"$(EBPFCTL_BPFFS=$elsewhere "$EBPFCTL" list)" "nothing is loaded"
	umount /run "$elsewhere"
	rmdir "$elsewhere"
	swept 7 "hostile cases"
}
