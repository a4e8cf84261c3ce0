#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# packets on the kinds of interfaces that stand on others, or on nothing: what load says of them,
# and that the count is right. Runs inside of a virtual machine, whose kernel has their modules:
# tests/vm/machines.
#
# shellcheck disable=SC2154 # what lib.bash sets

load ../../root/lib

readonly GENERIC="generic: the driver has no native XDP; GRO is off on"

# receives IFACE FROM: 50 frames that are sent out of FROM, counted once each.
receives() {
	"$helpers/frames" send "$2" 50 "$UDP_FRAME"
	counts "$1" "50 3000 ipv4/udp=50:3000"
	ctl unload packets
	gives 0 "packets  unloaded" ""
	no_ids_left
}

@test "a bridge is attached generically, and load names its ports and what it does not see" {
	new_veth veth0 peer0
	new_veth veth1 peer1
	ip link add br0 type bridge
	ip link set veth0 master br0
	ip link set veth1 master br0
	ip link set br0 up
	ctl load packets -i br0
	gives 0 "packets  loaded  br0 $GENERIC br0 until unload; a bridge sees frames after GRO and only its own; its ports: veth0, veth1" ""
	receives br0 peer0
}

@test "a VLAN device counts its frames without the tag, and load names what it stands on" {
	new_veth veth0 peer0
	ip link add link veth0 name veth0.7 type vlan id 7
	ip link add link peer0 name peer0.7 type vlan id 7
	ip link set veth0.7 up
	ip link set peer0.7 up
	ctl load packets -i veth0.7
	gives 0 "packets  loaded  veth0.7 $GENERIC veth0.7 until unload; a VLAN device sees frames after GRO and only its own; its ports: veth0" ""
	receives veth0.7 peer0.7
}

@test "a bond is attached natively where its ports can, and load names them" {
	new_veth veth0 peer0
	ip link add bond0 type bond mode active-backup
	ip link set veth0 down
	ip link set veth0 master bond0
	ip link set bond0 up
	ip link set veth0 up
	ctl load packets -i bond0
	gives 0 "packets  loaded  bond0 native: a bond sees frames after GRO and only its own; its ports: veth0" ""
	eventually is_up bond0
	receives bond0 peer0
}

is_up() {
	[[ $(ip -o link show "$1") == *LOWER_UP* ]]
}

@test "a dummy interface is attached generically, and receives nothing" {
	ip link add dummy0 type dummy
	ip link set dummy0 up
	ctl load packets -i dummy0
	gives 0 "packets  loaded  dummy0 $GENERIC dummy0 until unload" ""
	"$helpers/frames" send dummy0 50 "$UDP_FRAME"
	same "the count" "$(packets_on dummy0)" "0 0"
}

@test "a tun device, which has no Ethernet header, counts IP packets" {
	ip tuntap add dev tun0 mode tun
	ip link set tun0 up
	ctl load packets -i tun0
	same "the exit status" "$status" 0
	"$helpers/frames" tun tun0 50 "4500001c 00000000 40110000 0a4d0001 0a4d0002 00090009 00080000"
	counts tun0 "50 1400 ipv4/udp=50:1400"
}

@test "a wireguard device is attached generically, and taken off again" {
	ip link add wg0 type wireguard
	ip link set wg0 up
	ctl load packets -i wg0
	gives 0 "packets  loaded  wg0 $GENERIC wg0 until unload" ""
	ctl unload packets
	gives 0 "packets  unloaded" ""
}
