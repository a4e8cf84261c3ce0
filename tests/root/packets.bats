#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# packets on real interfaces: what is sent is what is counted, and what becomes of it when
# interfaces come, go and change. Which frame is which class is in vectors.bats.
#
# shellcheck disable=SC2154 # what lib.bash sets

load lib

LIVE=100000
! is_small || LIVE=10000

# frames WORD...: the helper
frames() {
	"$helpers/frames" "$@"
}

# health_of IFACE: as stats and as list say it; "null" when it is not there.
health_of() {
	local in_stats in_list

	in_stats=$("$EBPFCTL" stats packets -j | jq -r --arg ifname "$1" '
		[.probes[].interfaces[] | select(.ifname == $ifname).health][0]')
	in_list=$("$EBPFCTL" list packets -j | jq -r --arg ifname "$1" '
		[.probes[].links[] | select(.ifname == $ifname).health][0]')
	echo "$in_stats $in_list"
}

xdp_modes_on() {
	local line

	line=$(ip -o link show "$1")
	if [[ $line =~ \ (xdp[a-z]*)\  ]]; then
		echo "${BASH_REMATCH[1]}"
	else
		echo none
	fi
}

@test "$LIVE live frames in native mode are counted as exactly $LIVE" {
	new_veth veth0 peer0
	ctl load packets -i veth0
	gives 0 "packets  loaded  veth0 native" ""
	frames live peer0 "$LIVE" "$UDP_FRAME"
	counts veth0 "$LIVE $((LIVE * 60)) ipv4/udp=$LIVE:$((LIVE * 60))"
	[ "$(xdp_modes_on veth0)" = xdp ]
}

@test "20,000 sent frames are counted exactly in native mode" {
	new_veth veth0 peer0
	loads packets -i veth0 --mode native
	frames send peer0 20000 "$UDP_FRAME"
	counts veth0 "20000 1200000 ipv4/udp=20000:1200000"
}

@test "20,000 sent frames are counted exactly in generic mode" {
	new_veth veth0 peer0
	ctl load packets -i veth0 --mode generic
	gives 0 "packets  loaded  veth0 generic: GRO is off on veth0 until unload" ""
	[ "$(xdp_modes_on veth0)" = xdpgeneric ]
	frames send peer0 20000 "$UDP_FRAME"
	counts veth0 "20000 1200000 ipv4/udp=20000:1200000"
}

# udp_by_sockets MODE: sendto(2) in one network namespace, received in this one.
udp_by_sockets() {
	local address

	new_veth veth0 peer0
	address=$(ip -o link show veth0 | grep -o 'link/ether [0-9a-f:]*')
	address=${address#link/ether }
	loads packets -i veth0 --mode "$1"
	new_netns
	ip link set peer0 netns "$pid"
	nsenter --target "$pid" --net sh -e -c "
		ip address add 10.77.0.1/24 dev peer0
		ip link set peer0 up
		ip neighbour replace 10.77.0.2 lladdr $address nud permanent dev peer0"
	nsenter --target "$pid" --net "$helpers/frames" udp 10.77.0.2 5000 1000
	counts veth0 "5000 5210000 ipv4/udp=5000:5210000"
}

@test "5,000 UDP datagrams of a socket are counted exactly in native mode" {
	udp_by_sockets native
}

@test "5,000 UDP datagrams of a socket are counted exactly in generic mode" {
	udp_by_sockets generic
}

@test "several interfaces of one load are counted apart, and summed up" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	new_veth veth2 peer2
	ctl load packets -i veth0 -i veth1 -i veth2 -i veth1
	gives 0 "packets  loaded  veth0 native
packets  loaded  veth1 native
packets  loaded  veth2 native" ""
	frames send peer0 10 "$UDP_FRAME"
	frames send peer1 200 "$UDP_FRAME"
	frames send peer2 3000 "$UDP_FRAME"
	counts veth0 "10 600 ipv4/udp=10:600"
	counts veth1 "200 12000 ipv4/udp=200:12000"
	counts veth2 "3000 180000 ipv4/udp=3000:180000"
	same "the sum" "$("$EBPFCTL" stats -j | jq -c '.probes[0] | [.packets, .bytes]')" \
		"[3210,192600]"
}

@test "what is sent, not received, is not counted" {
	new_veth veth0 peer0
	loads packets -i veth0
	frames send veth0 100 "$UDP_FRAME"
	frames send peer0 1 "$UDP_FRAME"
	counts veth0 "1 60 ipv4/udp=1:60"
}

@test "the packets of a counted interface still arrive" {
	new_veth veth0 peer0
	loads packets -i veth0
	frames send peer0 1000 "$UDP_FRAME"
	counts veth0 "1000 60000 ipv4/udp=1000:60000"
	same "received by veth0" \
		"$(ip -s -j link show veth0 | jq -c '.[0].stats64.rx | [.packets, .dropped]')" \
		"[1000,0]"
}

@test "a second load says already loaded, and keeps the counters and the load id" {
	new_veth veth0 peer0
	loads packets -i veth0
	frames send peer0 7 "$UDP_FRAME"
	counts veth0 "7 420 ipv4/udp=7:420"
	before=$("$EBPFCTL" stats -j | jq -r '.probes[0].load_id')
	ctl load packets -i veth0
	gives 0 "packets  already loaded  veth0 native" ""
	counts veth0 "7 420 ipv4/udp=7:420"
	same "the load id" "$("$EBPFCTL" stats -j | jq -r '.probes[0].load_id')" "$before"
	ctl load packets -i veth0 -j
	same "the exit status" "$status" 0
	same "the result" "$(jq -c '.results[] | [.probe, .result, .via, .error, .hint,
		(.interfaces[] | [.ifname, .mode, .already, .note])]' <<<"$out")" \
		'["packets","already",null,null,null,["veth0","native",true,null]]'
}

@test "-i on a loaded packets adds the interface, and leaves the others as they are" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	loads packets -i veth0
	frames send peer0 5 "$UDP_FRAME"
	counts veth0 "5 300 ipv4/udp=5:300"
	ctl load packets -i veth0 -i veth1
	gives 0 "packets  already loaded  veth0 native
packets  added  veth1 native" ""
	frames send peer1 6 "$UDP_FRAME"
	counts veth0 "5 300 ipv4/udp=5:300"
	counts veth1 "6 360 ipv4/udp=6:360"
}

@test "several -i are all or none: when the last one fails, the first ones are not attached" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	loads packets -i veth0
	"$helpers/xdphold" veth1 native other interface >held
	new_veth veth2 peer2
	ctl load packets -i veth2 -i veth1
	gives 1 "" "ebpfctl: cannot attach 'packets' to 'veth1': XDP slot held by 'other' (id $(<held), native)
hint: nothing but the interface keeps it; to free it: ip link set veth1 xdp off"
	[ "$(xdp_modes_on veth2)" = none ]
	same "the interfaces" \
		"$("$EBPFCTL" stats -j | jq -c '[.probes[0].interfaces[].ifname]')" '["veth0"]'
}

@test "unload -i takes one interface away, and the last one takes the probe with it" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	loads packets -i veth0 -i veth1
	frames send peer1 3 "$UDP_FRAME"
	counts veth1 "3 180 ipv4/udp=3:180"
	ctl unload packets -i veth0
	gives 0 "packets  unloaded  veth0" ""
	[ "$(xdp_modes_on veth0)" = none ]
	counts veth1 "3 180 ipv4/udp=3:180"
	ctl unload packets -i veth0
	gives 3 "" "ebpfctl: cannot unload 'packets' from 'veth0': not loaded there"
	ctl unload packets -i veth1
	gives 0 "packets  unloaded  veth1" ""
	[ "$(xdp_modes_on veth1)" = none ]
	ctl list
	gives 0 "nothing is loaded" ""
	no_ids_left
}

@test "an interface that is added again after unload -i starts from zero" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	loads packets -i veth0 -i veth1
	frames send peer0 9 "$UDP_FRAME"
	counts veth0 "9 540 ipv4/udp=9:540"
	ctl unload packets -i veth0
	ctl load packets -i veth0
	gives 0 "packets  added  veth0 native" ""
	counts veth0 "0 0"
}

@test "packets of a tun device are classed by the version in their first byte" {
	ip tuntap add dev tun0 mode tun
	ip link set tun0 up
	loads packets -i tun0
	frames tun tun0 11 "4500001c 00000000 40110000 0a4d0001 0a4d0002 00090009 00080000"
	frames tun tun0 13 "60000000 0008 3a 40 fe800000000000000000000000000001
		fe800000000000000000000000000002 8000000000000000"
	frames tun tun0 17 "00000000 00000000 00000000 00000000 00000000"
	counts tun0 "41 1272 ipv4/udp=11:308 ipv6/icmp=13:624 other/other=17:340"
}

@test "frames of 8,000 bytes on an MTU of 9,000 are counted with their whole length, natively" {
	new_veth veth0 peer0 9000
	ctl load packets -i veth0
	gives 0 "packets  loaded  veth0 native" ""
	frame="ffffffffffff 020000000001 0800 45001f32 00000000 40110000 0a4d0001 0a4d0002
		00090009 1f1e0000 $(printf '%015916d' 0)"
	frames send peer0 2000 "$frame"
	counts veth0 "2000 16000000 ipv4/udp=2000:16000000"
}

@test "frames of 8,000 bytes on an MTU of 9,000 are counted with their whole length, generically" {
	new_veth veth0 peer0 9000
	loads packets -i veth0 --mode generic
	frame="ffffffffffff 020000000001 0800 45001f32 00000000 40110000 0a4d0001 0a4d0002
		00090009 1f1e0000 $(printf '%015916d' 0)"
	frames send peer0 2000 "$frame"
	counts veth0 "2000 16000000 ipv4/udp=2000:16000000"
}

@test "lo falls back to generic mode, and load says why" {
	ctl load packets -i lo
	gives 0 "packets  loaded  lo generic: the driver has no native XDP; GRO is off on lo until unload" ""
	[ "$(xdp_modes_on lo)" = xdpgeneric ]
	ip address add 127.0.0.1/8 dev lo 2>/dev/null || :
	frames send lo 4 "$UDP_FRAME"
	counts lo "4 240 ipv4/udp=4:240"
}

@test "native mode on lo is refused, and leaves nothing" {
	ctl load packets -i lo --mode native
	gives 1 "" "ebpfctl: cannot attach 'packets' to 'lo': the driver has no native XDP"
	[ "$(xdp_modes_on lo)" = none ]
	no_ids_left
}

@test "a mode that differs from the attached one is refused, and says what to do" {
	new_veth veth0 peer0
	loads packets -i veth0
	ctl load packets -i veth0 --mode generic
	gives 1 "" "ebpfctl: cannot attach 'packets' to 'veth0': it is attached in native mode, not in generic
hint: ebpfctl unload packets -i veth0, then load it again"
	[ "$(xdp_modes_on veth0)" = xdp ]
}

@test "a slot held by a process is told with the program, its id, mode and the process" {
	new_veth veth0 peer0
	as=holder start "$helpers/xdphold" veth0 native firewall link
	eventually test -s holder.out
	ctl load packets -i veth0
	gives 1 "" "ebpfctl: cannot attach 'packets' to 'veth0': XDP slot held by 'firewall' (id $(<holder.out), native, of process $pid)
hint: its owner must release it; elsewhere: ebpfctl load packets -i IFACE"
	stop_started
	no_ids_left
}

@test "a slot held by a pinned program is told with the pin" {
	new_veth veth0 peer0
	"$helpers/xdphold" veth0 generic firewall /sys/fs/bpf/firewall >held
	ctl load packets -i veth0 --mode native
	gives 1 "" "ebpfctl: cannot attach 'packets' to 'veth0': XDP slot held by 'firewall' (id $(<held), generic, pinned at /sys/fs/bpf/firewall)
hint: its owner must release it; elsewhere: ebpfctl load packets -i IFACE"
	rm /sys/fs/bpf/firewall
}

@test "a slot held by libxdp's dispatcher is told as that, with the command that frees it" {
	new_veth veth0 peer0
	"$helpers/xdphold" veth0 native xdp_dispatcher interface >held
	ctl load packets -i veth0
	gives 1 "" "ebpfctl: cannot attach 'packets' to 'veth0': XDP slot held by 'xdp_dispatcher' (id $(<held), native)
hint: libxdp's dispatcher holds it; to free it: xdp-loader unload veth0 --all"
}

@test "a slot that ip link set took is told, and the hint's command frees it" {
	new_veth veth0 peer0
	"$helpers/xdphold" veth0 generic mine interface >held
	ctl load packets -i veth0 --mode generic
	gives 1 "" "ebpfctl: cannot attach 'packets' to 'veth0': XDP slot held by 'mine' (id $(<held), generic)
hint: nothing but the interface keeps it; to free it: ip link set veth0 xdpgeneric off"
	ip link set veth0 xdpgeneric off
	loads packets -i veth0 --mode generic
}

@test "a deleted interface is shown as gone, with what it had counted" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	loads packets -i veth0 -i veth1
	frames send peer0 4 "$UDP_FRAME"
	counts veth0 "4 240 ipv4/udp=4:240"
	ip link delete veth0
	same "the health" "$(health_of veth0)" "interface_gone interface_gone"
	same "the health" "$(health_of veth1)" "ok ok"
	counts veth0 "4 240 ipv4/udp=4:240"
	same "the probe" "$("$EBPFCTL" list -j | jq -r '.probes[0].health')" incomplete
	[[ $("$EBPFCTL" stats) == "packets  veth0 native (the interface is gone), received since "* ]]
	ctl unload packets -i veth0
	gives 0 "packets  unloaded  veth0" ""
	same "the probe" "$("$EBPFCTL" list -j | jq -r '.probes[0].health')" ok
}

@test "a renamed interface goes on counting, and is shown as renamed" {
	new_veth veth0 peer0
	loads packets -i veth0
	ip link set veth0 down
	ip link set veth0 name lan0
	ip link set lan0 up
	frames send peer0 2 "$UDP_FRAME"
	counts veth0 "2 120 ipv4/udp=2:120"
	same "the health" "$(health_of veth0)" "interface_renamed interface_renamed"
	ctl unload packets -i lan0
	gives 0 "packets  unloaded  lan0" ""
	no_ids_left
}

@test "an interface that took the old name of a renamed one is not mistaken for it" {
	new_veth veth0 peer0
	loads packets -i veth0
	ip link set veth0 down
	ip link set veth0 name lan0
	new_veth veth0 peer1
	ctl load packets -i veth0
	gives 0 "packets  added  veth0 native" ""
	frames send peer1 3 "$UDP_FRAME"
	eventually has_packets_in_all 3
	same "the interfaces" "$("$EBPFCTL" stats -j |
		jq -c '[.probes[0].interfaces[] | [.ifname, .health, .packets]]')" \
		'[["veth0","interface_renamed",0],["veth0","ok",3]]'
	ctl unload packets -i veth0
	gives 0 "packets  unloaded  veth0" ""
	[ "$(xdp_modes_on veth0)" = none ]
	[ "$(xdp_modes_on lan0)" = xdp ]
}

has_packets_in_all() {
	[ "$("$EBPFCTL" stats -j | jq '.probes[0].packets')" -ge "$1" ]
}

@test "an interface that moved to another network namespace is shown as moved" {
	new_veth veth0 peer0
	loads packets -i veth0
	new_netns
	ip link set veth0 netns "$pid"
	same "the health" "$(health_of veth0)" "interface_moved interface_moved"
	ctl unload packets -i veth0
	gives 0 "packets  unloaded  veth0" ""
	same "the moved one's XDP" "$(nsenter --target "$pid" --net ip -o link show veth0 |
		grep -c xdp || :)" 0
	no_ids_left
}

@test "a new interface with the ifindex and name of a deleted one can be loaded again" {
	ip link add veth0 index 4242 type veth peer name peer0
	ip link set veth0 up
	ip link set peer0 up
	loads packets -i veth0
	frames send peer0 8 "$UDP_FRAME"
	counts veth0 "8 480 ipv4/udp=8:480"
	ip link delete veth0
	ip link add veth0 index 4242 type veth peer name peer0
	ip link set veth0 up
	ip link set peer0 up
	same "the health" "$(health_of veth0)" "interface_gone interface_gone"
	ctl load packets -i veth0
	gives 0 "packets  added  veth0 native" ""
	same "the health" "$(health_of veth0)" "ok ok"
	frames send peer0 2 "$UDP_FRAME"
	counts veth0 "2 120 ipv4/udp=2:120"
	same "the links" "$("$EBPFCTL" list -j | jq '.probes[0].links | length')" 1
}

@test "interfaces that are taken away and added in another order are each counted once" {
	for i in 0 1 2; do
		new_veth "veth$i" "peer$i"
	done
	loads packets -i veth0 -i veth1 -i veth2
	ctl unload packets -i veth0 -i veth1
	gives 0 "packets  unloaded  veth0
packets  unloaded  veth1" ""
	loads packets -i veth1
	for i in 1 2; do
		frames send "peer$i" "$((i + 4))" "$UDP_FRAME"
	done
	eventually has_packets_in_all 11
	same "the interfaces" "$("$EBPFCTL" stats -j |
		jq -c '[.probes[0].interfaces[] | [.ifname, .packets]]')" \
		'[["veth1",5],["veth2",6]]'
}

@test "two network namespaces with the same ifindex and name are counted apart" {
	new_veth veth0 peer0
	ifindex=$(ip -o link show veth0 | cut -d : -f 1)
	loads packets -i veth0
	new_netns
	nsenter --target "$pid" --net sh -e -c "
		ip link add veth0 index $ifindex type veth peer name peer0
		ip link set veth0 up
		ip link set peer0 up"
	nsenter --target "$pid" --net "$EBPFCTL" load packets -i veth0 >added
	same "load" "$(<added)" "packets  added  veth0 native"
	nsenter --target "$pid" --net "$helpers/frames" send peer0 5 "$UDP_FRAME"
	frames send peer0 3 "$UDP_FRAME"
	eventually has_packets_in_all 8
	same "the counts" "$("$EBPFCTL" stats -j |
		jq -c '[.probes[0].interfaces[].packets] | sort')" "[3,5]"
	nsenter --target "$pid" --net "$EBPFCTL" unload packets -i veth0
	same "the counts" "$("$EBPFCTL" stats -j |
		jq -c '[.probes[0].interfaces[].packets]')" "[3]"
}

@test "16 interfaces can be added one by one, and all of them count" {
	for i in {0..15}; do
		new_veth "veth$i" "peer$i"
		loads packets -i "veth$i"
	done
	for i in {0..15}; do
		frames send "peer$i" "$((i + 1))" "$UDP_FRAME"
	done
	for i in {0..15}; do
		counts "veth$i" "$((i + 1)) $(((i + 1) * 60)) ipv4/udp=$((i + 1)):$(((i + 1) * 60))"
	done
}

@test "the text screen of stats shows the classes, the totals and the unit" {
	new_veth veth0 peer0
	loads packets -i veth0
	frames send peer0 2000 "$UDP_FRAME"
	counts veth0 "2000 120000 ipv4/udp=2000:120000"
	ctl stats packets
	[ "$status" -eq 0 ]
	[[ ${out%%$'\n'*} =~ ^'packets  veth0 native, received since '20..-..-..\ ..:..:..$ ]]
	same "the table" "${out#*$'\n'}" "  PROTOCOL     PACKETS         BYTES
  ipv4/udp        2000     117.2 KiB
  total           2000     117.2 KiB"
}
