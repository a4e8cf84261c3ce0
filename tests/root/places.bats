#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Where bpf(2), capabilities, mounts or devices are not what they are on a plain server: it
# works, or says the cause and the remedy, and nothing is left behind.
#
# shellcheck disable=SC2154 # what lib.bash sets
# shellcheck disable=SC2030,SC2031

load lib

readonly SECCOMP="a seccomp filter refuses bpf(2)
hint: let the filter pass bpf, perf_event_open and mount: SystemCallFilter= of systemd.exec(5), or --security-opt seccomp= of docker"
readonly NO_NAMESPACE="a user namespace has no right to bpf(2)
hint: run it as root outside of the container"

# inside WORDS... -- WORD...: ctl, behind these words.
inside() {
	local words=()

	while [ "$1" != -- ]; do
		words+=("$1")
		shift
	done
	shift
	status=0
	"${words[@]}" "$EBPFCTL" "$@" >ctl.out 2>ctl.err </dev/null 3>&- || status=$?
	out=$(<ctl.out)
	err=$(<ctl.err)
}

# with CAPABILITIES WORD...: ctl, as root with no others.
with() {
	local set=-all

	[ -z "$1" ] || set=-all,+${1//,/,+}
	shift
	inside setpriv --bounding-set="$set" -- "$@"
}

loads_both() {
	new_veth veth0 peer0
	loads packets -i veth0
	loads opens
}

# What is loaded, by ids; the time of day of a load moves with the clock.
ids_of_all() {
	"$EBPFCTL" list -j | jq -c 'del(.probes[].loaded_at)'
}

is_as_before() {
	same "what is loaded" "$(ids_of_all)" "$1"
}

# ---- seccomp ----

@test "under a seccomp filter that refuses bpf(2), with EPERM or ENOSYS, each command says so" {
	local way before words

	for way in EPERM ENOSYS; do
		for words in "load opens" "load packets -i lo"; do
			# shellcheck disable=SC2086
			inside "$helpers/nobpf" "$way" -- $words
			gives 1 "" "ebpfctl: cannot load '$(cut -d ' ' -f 2 <<<"$words")': $SECCOMP"
		done
	done
	[ ! -e "$PINS" ]
	loads_both
	before=$(ids_of_all)
	for way in EPERM ENOSYS; do
		for words in list stats "stats -j" "events -c 1" unload "unload --all" "unload packets -i veth0"; do
			# shellcheck disable=SC2086
			inside "$helpers/nobpf" "$way" -- $words
			gives 1 "" "ebpfctl: cannot open '$PINS': $SECCOMP"
			is_as_before "$before"
		done
	done
}

@test "under such a filter, with nothing loaded, reading commands say that nothing is" {
	inside "$helpers/nobpf" EPERM -- list
	gives 0 "nothing is loaded" ""
	inside "$helpers/nobpf" EPERM -- stats
	gives 3 "" "ebpfctl: cannot read the counters: nothing is loaded
hint: ebpfctl load"
}

# ---- user namespaces ----

@test "in a user namespace, nothing can be loaded or streamed, for that reason" {
	inside unshare --user --map-root-user -- load opens
	gives 1 "" "ebpfctl: cannot load 'opens': $NO_NAMESPACE"
	[ ! -e "$PINS" ]
	loads opens
	inside unshare --user --map-root-user -- load packets -i lo
	gives 1 "" "ebpfctl: cannot load 'packets': $NO_NAMESPACE"
	inside unshare --user --map-root-user -- events -c 1
	gives 1 "" "ebpfctl: cannot read 'opens': $NO_NAMESPACE"
}

# ---- capabilities ----

@test "load names each capability that is missing, and needs no other where all is mounted" {
	new_veth veth0 peer0
	with "" load packets -i veth0
	gives 1 "" "ebpfctl: cannot load 'packets': needs CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN
hint: sudo ebpfctl load"
	with bpf load packets -i veth0
	gives 1 "" "ebpfctl: cannot load 'packets': needs CAP_PERFMON and CAP_NET_ADMIN
hint: sudo ebpfctl load"
	with bpf,net_admin load packets -i veth0
	gives 1 "" "ebpfctl: cannot load 'packets': needs CAP_PERFMON
hint: sudo ebpfctl load"
	with bpf,perfmon load packets -i veth0
	gives 1 "" "ebpfctl: cannot load 'packets': needs CAP_NET_ADMIN
hint: sudo ebpfctl load"
	with perfmon,net_admin load packets -i veth0
	gives 1 "" "ebpfctl: cannot load 'packets': needs CAP_BPF
hint: sudo ebpfctl load"
	with bpf load opens
	gives 1 "" "ebpfctl: cannot load 'opens': needs CAP_PERFMON
hint: sudo ebpfctl load"
	with perfmon load opens
	gives 1 "" "ebpfctl: cannot load 'opens': needs CAP_BPF
hint: sudo ebpfctl load"
	[ ! -e "$PINS" ]
	with bpf,perfmon,net_admin load packets -i veth0
	gives 0 "packets  loaded  veth0 native" ""
	[ "$(</proc/sys/kernel/perf_event_paranoid)" -le 2 ] || return 0 # vm/places/rights.bats has these
	[ -e /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing
	with bpf,perfmon load opens
	same "the exit status" "$status" 0
}

@test "stats, list and unload work without any capability, and events names the one it needs" {
	loads_both
	with "" list
	same "the exit status of list" "$status" 0
	with "" stats
	same "the exit status of stats" "$status" 0
	with "" events -c 1
	gives 1 "" "ebpfctl: cannot read 'opens': needs CAP_BPF
hint: sudo ebpfctl events"
	with bpf events -c 1 -n setpriv -d 0.1
	same "the exit status of events" "$status" 0
	with "" unload
	gives 0 "packets  unloaded
opens    unloaded" ""
}

# ---- containers ----

# in_container WORD...: with its own pids, mounts and control groups.
in_container() {
	inside unshare --mount --pid --fork --kill-child --uts --ipc --cgroup --mount-proc -- "$@"
}

@test "a privileged container with the host's bpffs loads what the host sees, reads and unloads" {
	new_veth veth0 peer0
	in_container load packets -i veth0
	gives 0 "packets  loaded  veth0 native" ""
	in_container load opens
	same "the exit status" "$status" 0
	ctl list -j
	same "what the host sees" "$(jq -c '[.probes[] | [.name, .health]]' <<<"$out")" '[["packets","ok"],["opens","ok"]]'
	in_container stats opens
	same "the exit status in the container" "$status" 0
	in_container unload
	gives 0 "packets  unloaded
opens    unloaded" ""
}

@test "a privileged container without the host's bpffs has what it loads for itself, and takes it away" {
	# shellcheck disable=SC2016 # the inner shell expands it
	unshare --mount --pid --fork --kill-child --mount-proc sh -c '
		umount /sys/fs/bpf && "$0" -q load opens && "$0" list -j >inside' "$EBPFCTL"
	same "what the container sees" "$(jq -c '[.probes[] | [.name, .health]]' inside)" '[["opens","ok"]]'
	ctl list
	gives 0 "nothing is loaded" ""
}

@test "in a pid namespace of its own, list shows what is loaded and who reads" {
	loads opens
	start_reader reader -n p-none
	inside unshare --mount --pid --fork --kill-child --mount-proc -- list -j
	same "the exit status" "$status" 0
	jq -e '.probes[0].readers | length == 1' <<<"$out"
	stop_reader "$pid"
}

# ---- what others have in bpffs ----

@test "foreign content of the bpffs root is not touched by any command" {
	local before after

	mkdir -p /sys/fs/bpf/cilium/devices /sys/fs/bpf/tc/globals /sys/fs/bpf/xdp/globals
	bpftool map create /sys/fs/bpf/tc/globals/table type hash key 4 value 4 entries 8 name table
	new_veth held0 held1
	"$helpers/xdphold" held0 generic foreign /sys/fs/bpf/xdp/foreign >/dev/null
	contents() {
		find /sys/fs/bpf -path "$PINS" -prune -o -printf '%p %i %m %U %T@\n' | sort
	}
	before=$(contents)
	loads_both
	ctl load packets -i held0
	same "the status for a slot that is held" "$status" 1
	"$EBPFCTL" list >/dev/null
	"$EBPFCTL" stats >/dev/null
	"$EBPFCTL" events -d 0.2 >/dev/null 2>&1
	"$EBPFCTL" unload --all >/dev/null
	after=$(contents)
	# the root's own times change with what is made in it
	same "what others have" "$(grep -v '^/sys/fs/bpf ' <<<"$after")" "$(grep -v '^/sys/fs/bpf ' <<<"$before")"
	rm -r /sys/fs/bpf/xdp /sys/fs/bpf/tc /sys/fs/bpf/cilium
}

# ---- tracefs ----

@test "without tracefs opens is loaded all the same, and none is mounted behind" {
	[ ! -e /sys/kernel/tracing/events ] || umount --all-targets --lazy /sys/kernel/tracing
	loads opens
	[ ! -e /sys/kernel/tracing/events ]
	"$helpers/opener" p-tracefs loop /x 10 >/dev/null
	same "the opens" "$(opens_of p-tracefs)" "10 10"
}

# ---- devices ----

@test "a dummy device is loaded, natively or else generically with the reason" {
	ip link add dummy0 type dummy 2>/dev/null || skip "this kernel has no dummy devices"
	ip link set dummy0 up
	loads packets -i dummy0
	[[ $out == "packets  loaded  dummy0 generic: "* ]]
}

@test "an MTU of 65,535 is loaded natively with several buffers, and frames of 60,000 bytes are counted whole" {
	new_veth veth0 peer0 65535
	ctl load packets -i veth0 --mode native
	gives 0 "packets  loaded  veth0 native" ""
	"$helpers/frames" send peer0 20 "ffffffffffff 020000000001 88b5 $(printf '%0119972d' 0)"
	counts veth0 "20 1200000 other/other=20:1200000"
}

@test "a slot that xdp-loader of xdp-tools took is told with its holder, and the hint frees it" {
	command -v xdp-loader >/dev/null || skip "xdp-tools is not installed"
	new_veth veth0 peer0
	clang -O2 -g -target bpf -idirafter "/usr/include/$(uname -m)-linux-gnu" \
		-c "$EBPFCTL_SRCDIR/tests/bench/pass.bpf.c" -o pass.o
	xdp-loader load -m skb veth0 pass.o
	ctl load packets -i veth0 --mode generic
	same "the exit status" "$status" 1
	case $err in
	*"XDP slot held by 'xdp_dispatcher' (id "*"hint: libxdp's dispatcher holds it; to free it: xdp-loader unload veth0 --all") ;;
	# no dispatcher where the kernel cannot replace functions
	*"XDP slot held by '"*"hint: "*) ;;
	*) same "standard error" "$err" "a slot that is held" ;;
	esac
	xdp-loader unload veth0 --all
	loads packets -i veth0 --mode generic
}
