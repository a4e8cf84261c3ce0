#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Where something is missing that routes of opens need: rights under Debian's
# perf_event_paranoid=3, a mounted tracefs, BTF. Runs inside of a virtual machine, whose kernel
# has all routes: tests/vm/machines.
#
# shellcheck disable=SC2154,SC2034 # what lib.bash sets, and reads

load ../../root/lib

# ctl_with CAPABILITY,... WORD...: as root with only these.
ctl_with() {
	local bounds=-all

	bounds+=,+${1//,/,+}
	shift
	status=0
	setpriv --bounding-set "$bounds" --inh-caps -all \
		"$EBPFCTL" "$@" >ctl.out 2>ctl.err </dev/null 3>&- || status=$?
	out=$(<ctl.out)
	err=$(<ctl.err)
}

counts_exactly() {
	"$helpers/opener" "$1" calls mixed 400 "$PWD" >book
	same "the counts" "$(opens_of "$1")" "400 120"
}

@test "CAP_BPF and CAP_PERFMON are enough for fexit" {
	ctl_with bpf,perfmon load opens
	gives 0 "opens    loaded  via fexit on do_sys_openat2" ""
	counts_exactly r-fexit
}

@test "under perf_event_paranoid=3 the other routes need CAP_SYS_ADMIN, and say so" {
	local route

	echo 3 >/proc/sys/kernel/perf_event_paranoid
	for route in tracepoint kprobe; do
		ctl_with bpf,perfmon,dac_read_search load opens --via "$route"
		gives 1 "" "ebpfctl: cannot load 'opens' via $route: kernel.perf_event_paranoid is above 2, which asks for CAP_SYS_ADMIN
hint: load it as root, or: sysctl kernel.perf_event_paranoid=2"
		no_ids_left
	done
}

@test "the remedy that is named for perf_event_paranoid=3 works" {
	local route

	echo 2 >/proc/sys/kernel/perf_event_paranoid
	for route in tracepoint kprobe; do
		ctl_with bpf,perfmon,dac_read_search load opens --via "$route"
		same "standard error" "$err" ""
		counts_exactly "r-$route"
		ctl -q unload
	done
	echo 3 >/proc/sys/kernel/perf_event_paranoid
}

@test "the tracepoints attach where tracefs is not mounted, and it stays so" {
	umount --recursive /sys/kernel/tracing /sys/kernel/debug
	ctl load opens --via tracepoint
	same "the exit status" "$status" 0
	counts_exactly r-tracefs
	[ ! -e /sys/kernel/tracing/events ]
}

@test "without BTF the tracepoints are taken, load says why, and counts exactly" {
	mount -t tmpfs none /sys/kernel/btf
	ctl load opens
	gives 0 "opens    loaded  via tracepoint on sys_exit_open, _openat, _openat2, _creat (fexit: this kernel has no BTF for do_sys_openat2)" ""
	counts_exactly r-btf
	ctl -q unload
	ctl load opens --via fexit
	gives 1 "" "ebpfctl: cannot load 'opens' via fexit: this kernel has no BTF for do_sys_openat2
hint: ebpfctl load opens takes the first route that attaches"
	no_ids_left
	loads opens --via kprobe
	counts_exactly r-kprobe
	umount /sys/kernel/btf
}
