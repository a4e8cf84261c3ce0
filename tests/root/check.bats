#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What check says of this machine, and of places where something is missing; and that it
# leaves nothing and touches nothing.
#
# shellcheck disable=SC2154 # what lib.bash sets

load lib

# check_here [WORD...]: a `check -j` by the program with the words in front, and that it is
# JSON of the form that the page promises.
check_here() {
	status=0
	"$@" "$EBPFCTL" check -j >check.out 2>check.err </dev/null 3>&- || status=$?
	[ ! -s check.err ] || cat check.err
	jq -e '.schema == 1 and (.ok | type) == "boolean"
		and all(.findings[]; (keys - ["code_hex", "reason_hex"])
				== ["code", "reason", "remedy", "verdict"]
			and (.verdict | IN("ok", "degraded", "refused", "unknown"))
			and (.reason | length) > 0
			and ((.verdict == "ok") == (.remedy == null)))
		and ([.findings[].code] | length == (unique | length))' check.out >/dev/null || {
		cat check.out
		return 1
	}
	[ ! -s check.err ]
	same "the status" "$status" "$(jq 'if .ok then 0 else 1 end' check.out)"
}

# finds CODE "VERDICT REASON"...: pairs; the codes are those of the last check.
finds() {
	local failed=0

	while [ $# -gt 0 ]; do
		same "$1" "$(jq -r --arg code "$1" '.findings[] | select(.code == $code)
			| "\(.verdict) \(.reason)"' check.out)" "$2" || failed=1
		shift 2
	done
	return "$failed"
}

remedy_of() {
	jq -r --arg code "$1" '.findings[] | select(.code == $code).remedy' check.out
}

# What is loaded, but for the time, which is reckoned anew with each look at the clocks.
listed() {
	"$EBPFCTL" list -j | jq -c 'del(.probes[].loaded_at)'
}

verdict_of() {
	jq -r --arg code "$1" '.findings[] | select(.code == $code).verdict' check.out
}

default_veth() {
	new_veth veth0 veth1
	ip route add default dev veth0
}

@test "check says that both would load, and both load" {
	default_veth
	check_here
	[ "$status" -eq 0 ]
	finds packets "ok loads on veth0" \
		packets.interface "ok veth0 has the default route" \
		packets.native "ok XDP in the driver, tried on a veth" \
		packets.generic "ok XDP behind any driver, tried on a veth" \
		kernel.version "ok Linux $(uname -r)" \
		kernel.bpf "ok bpf(2) works" \
		rights "ok root, with the capabilities that load needs" \
		bpffs.mount "ok mounted on /sys/fs/bpf, and root's" \
		bpffs.directory "ok /sys/fs/bpf/ebpfctl is free"
	[ "$(verdict_of opens)" = ok ]
	loads -j
	same "the route" "$(jq -r '.findings[] | select(.code == "opens").reason' check.out)" \
		"loads via $(jq -r '.results[] | select(.probe == "opens").via' <<<"$out")"
}

@test "the verdict on each route is what load --via comes to" {
	local via

	check_here
	for via in fexit tracepoint kprobe; do
		ctl load opens --via $via
		case $(verdict_of opens.via.$via) in
		ok | degraded) [ "$status" -eq 0 ] ;;
		*) [ "$status" -eq 1 ] ;;
		esac
		[ "$status" -ne 0 ] || "$EBPFCTL" -q unload
	done
}

@test "the text fits into 80 columns, has the sums first, and gives a fix for what is wrong" {
	default_veth
	ctl check
	[ "$status" -eq 0 ]
	[ -z "$err" ]
	[[ $out == "VERDICT   FINDING               REASON
ok        packets               loads on veth0
ok        opens                 loads via "* ]]
	awk 'length > 80 { print; long = 1 } END { exit long }' <<<"$out"
	! grep -A 3 '^refused' <<<"$out" | grep -q . ||
		grep -A 3 '^refused' <<<"$out" | grep -q '^ *fix: '
}

@test "check leaves no program, map, link, pin, interface or network namespace" {
	local before

	default_veth
	# the bpffs of a test shows all that is pinned, and lsns all network namespaces
	before=$(find /sys/fs/bpf; ip -o link | cut -d ' ' -f 2; lsns -n -t net | wc -l; cat /proc/self/mounts)
	check_here
	same "what is there" \
		"$(find /sys/fs/bpf; ip -o link | cut -d ' ' -f 2; lsns -n -t net | wc -l; cat /proc/self/mounts)" "$before"
	no_ids_left
}

@test "check leaves nothing when it is killed, at whatever moment" {
	local delay

	default_veth
	for delay in 0.02 0.05 0.1 0.15 0.2 0.25 0.3 0.4 0.5 0.6; do
		timeout --signal=KILL "$delay" "$EBPFCTL" check >/dev/null 2>&1 3>&- || :
	done
	no_ids_left
	same "the pins" "$(find /sys/fs/bpf -name ebpfctl)" ""
	same "the interfaces" "$(ip -o link | grep -cE 'try|peer')" 0
	check_here
	[ "$status" -eq 0 ]
}

@test "check touches nothing that is loaded, and a reader misses nothing" {
	local before

	default_veth
	loads_exactly
	before=$(listed)
	start_reader reader -j -n c-steady
	"$helpers/opener" c-steady calls mixed 2000 "$PWD" >book &
	check_here
	wait $!
	"$helpers/opener" c-steady calls mixed 2000 "$PWD" >>book
	stop_reader "$pid"
	same "the counts" "$(opens_of c-steady)" "4000 1200"
	same "what was delivered" "$(jq -r 'select(.type == "summary")
		| "\(.delivered) \(.dropped) \(.lapsed)"' reader.out)" "4000 0 0"
	same "what is loaded" "$(listed)" "$before"
	finds packets "ok loaded already, on veth0" \
		packets.on.veth0 "ok loaded already, native"
	[[ $(jq -r '.findings[] | select(.code == "opens").reason' check.out) == "loaded already, via "* ]]
	[ "$status" -eq 0 ]
}

@test "without a default route packets is refused, and the fix names interfaces" {
	new_veth veth0 veth1
	check_here
	[ "$status" -eq 1 ]
	finds packets.interface "refused there is no default route to take the interface of" \
		packets "refused packets.interface: there is no default route to take the interface of"
	[[ $(remedy_of packets.interface) == "name one with -i: "*veth0* ]]
	[ "$(remedy_of packets)" = "see packets.interface" ]
	[ "$(verdict_of opens)" = ok ]
}

@test "a slot that is held is refused with its holder, and left to it" {
	local id

	default_veth
	id=$("$helpers/xdphold" veth0 native holder interface)
	"$helpers/xdphold" veth1 generic other interface >/dev/null
	check_here
	[ "$status" -eq 1 ]
	finds packets.on.veth0 "refused XDP slot held by 'holder' (id $id, native)" \
		packets "refused packets.on.veth0: XDP slot held by 'holder' (id $id, native)"
	[ "$(remedy_of packets.on.veth0)" = \
		"nothing but the interface keeps it; to free it: ip link set veth0 xdp off" ]
	[ "$(verdict_of packets.on.veth1)" = refused ]
	ip link show veth0 | grep -q "prog/xdp id $id"
	ip link set veth0 xdp off
	check_here
	[ "$status" -eq 0 ]
	[ "$(verdict_of packets.on.veth1)" = refused ]
}

@test "another interface's slot that is held is no reason against packets" {
	default_veth
	"$helpers/xdphold" veth1 native holder interface >/dev/null
	check_here
	[ "$status" -eq 0 ]
	finds packets "ok loads on veth0"
}

@test "of many interfaces eight are looked at, and the others counted" {
	local i

	default_veth
	for i in 1 2 3 4 5 6; do
		new_veth "a$i" "b$i"
	done
	check_here
	[ "$status" -eq 0 ]
	finds packets.on "unknown 5 more interfaces are up"
	same "rows" "$(jq '[.findings[] | select(.code | startswith("packets.on."))] | length' check.out)" 9
}

@test "without rights each that is missing is named, and nothing is tried" {
	default_veth
	check_here setpriv --reuid=65534 --regid=65534 --clear-groups
	[ "$status" -eq 1 ]
	finds rights.root "refused what is loaded has to be root's" \
		rights.cap_bpf "refused CAP_BPF is missing: programs and maps" \
		rights.cap_perfmon "refused CAP_PERFMON is missing: tracing, and reading packets" \
		rights.cap_net_admin "refused CAP_NET_ADMIN is missing: XDP" \
		packets "refused rights.root: what is loaded has to be root's" \
		opens "refused rights.root: what is loaded has to be root's"
	[ "$(remedy_of rights.cap_bpf)" = "sudo ebpfctl check" ]
	[ -z "$(verdict_of opens.via.tracepoint)" ]
}

@test "root without one capability is refused what needs it" {
	default_veth
	check_here setpriv --bounding-set=-sys_admin,-net_admin --inh-caps=-sys_admin,-net_admin
	finds rights.cap_net_admin "refused CAP_NET_ADMIN is missing: XDP" \
		packets "refused rights.cap_net_admin: CAP_NET_ADMIN is missing: XDP"
	[ -z "$(verdict_of rights.cap_bpf)" ]
	check_here setpriv --bounding-set=-sys_admin,-perfmon --inh-caps=-sys_admin,-perfmon
	finds rights.cap_perfmon "refused CAP_PERFMON is missing: tracing, and reading packets" \
		opens "refused rights.cap_perfmon: CAP_PERFMON is missing: tracing, and reading packets"
}

@test "without CAP_SYS_ADMIN nothing can be tried, which is said" {
	default_veth
	check_here setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin
	[ "$status" -eq 1 ]
	finds trial "unknown nothing was tried: cannot mount a bpffs to try it in: Operation not permitted" \
		packets "unknown trial: nothing was tried: cannot mount a bpffs to try it in: Operation not permitted"
}

@test "in a user namespace bpf(2) is refused, for that reason" {
	default_veth
	check_here unshare --user --map-root-user
	[ "$status" -eq 1 ]
	finds kernel.bpf "refused a user namespace has no right to bpf(2)" \
		opens "refused kernel.bpf: a user namespace has no right to bpf(2)"
	[ "$(remedy_of kernel.bpf)" = "run it as root outside of the container" ]
}

@test "under a seccomp filter bpf(2) is refused, for that reason" {
	default_veth
	check_here "$helpers/nobpf" EPERM
	[ "$status" -eq 1 ]
	finds kernel.bpf "refused a seccomp filter refuses bpf(2)"
	[[ $(remedy_of kernel.bpf) == *SystemCallFilter=* ]]
}

@test "without bpffs the reason is that of load" {
	local said

	default_veth
	umount /sys/fs/bpf
	ctl load
	check_here
	mount -t bpf -o mode=0700 bpf /sys/fs/bpf
	[ "$status" -eq 1 ]
	said=$(head -n 1 <<<"$err")
	finds bpffs.mount "refused ${said#ebpfctl: }" packets "refused bpffs.mount: ${said#ebpfctl: }"
	same "the hint" "hint: $(remedy_of bpffs.mount)" "$(tail -n 1 <<<"$err")"
}

@test "a bpffs that is mounted read-only is refused with the command that helps" {
	default_veth
	mount -o remount,ro /sys/fs/bpf
	check_here
	mount -o remount,rw /sys/fs/bpf
	[ "$status" -eq 1 ]
	finds bpffs.mount "refused mounted on /sys/fs/bpf read-only"
	[ "$(remedy_of bpffs.mount)" = "mount -o remount,rw /sys/fs/bpf" ]
}

@test "a directory of another user in its place is named and left" {
	default_veth
	mkdir /sys/fs/bpf/ebpfctl
	chown 65534 /sys/fs/bpf/ebpfctl
	check_here
	[ "$status" -eq 1 ]
	[ -d /sys/fs/bpf/ebpfctl ]
	rmdir /sys/fs/bpf/ebpfctl
	finds bpffs.directory "refused cannot use '/sys/fs/bpf/ebpfctl': it is not owned by root"
}

@test "--bpffs names the mount that is looked at" {
	default_veth
	mkdir other plain
	mount -t bpf bpf other
	ctl check -j --bpffs "$PWD/other"
	echo "$out" >check.out
	umount other
	finds bpffs.directory "ok $PWD/other/ebpfctl is free"
	ctl check -j --bpffs "$PWD/plain"
	[ "$status" -eq 1 ]
	echo "$out" >check.out
	finds bpffs.mount "refused cannot use '$PWD/plain': it is not a bpffs"
}

@test "without tracefs the tracepoints are tried all the same" {
	mountpoint -q /sys/kernel/tracing && umount -l /sys/kernel/tracing
	mountpoint -q /sys/kernel/debug && umount -l /sys/kernel/debug
	check_here
	finds tracefs "ok not mounted: load reads it all the same"
	[ "$(verdict_of opens.via.tracepoint)" = ok ]
}

@test "without BTF there is no fexit, and the fix names the kernel's option" {
	default_veth
	mount -t tmpfs none /sys/kernel/btf
	check_here
	umount /sys/kernel/btf
	[ "$status" -eq 0 ]
	finds kernel.btf "degraded no /sys/kernel/btf/vmlinux: no fexit, and no full paths in events" \
		opens.via.fexit "refused this kernel has no BTF for do_sys_openat2"
	[ "$(remedy_of opens.via.fexit)" = "boot a kernel built with CONFIG_DEBUG_INFO_BTF=y" ]
}

@test "another build that is loaded is refused as load refuses it" {
	default_veth
	loads
	mv "$PINS/opens/meta" "$PINS/opens/gone"
	check_here
	[ "$status" -eq 1 ]
	[ "$(verdict_of opens)" = refused ]
	mv "$PINS/opens/gone" "$PINS/opens/meta"
}
