#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What is refused: the whole of standard error, the exit status, and nothing left behind.
#
# shellcheck disable=SC2154 # what lib.bash sets
# shellcheck disable=SC2030,SC2031,SC2034

load lib

# as_nobody WORD...: ebpfctl as an ordinary user, as ctl.
as_nobody() {
	status=0
	setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$EBPFCTL" "$@" >ctl.out 2>ctl.err </dev/null 3>&- || status=$?
	out=$(<ctl.out)
	err=$(<ctl.err)
}

# refuses_use HINT MESSAGE WORD...: exit status 2, whatever is loaded.
refuses_use() {
	local hint=$1 message=$2

	shift 2
	ctl "$@"
	gives 2 "" "ebpfctl: $message
hint: $hint"
}

@test "without root, load says once what it needs, and what would help" {
	as_nobody load
	gives 1 "" "ebpfctl: cannot load 'packets': needs CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN
hint: sudo ebpfctl load"
	as_nobody load packets
	gives 1 "" "ebpfctl: cannot load 'packets': needs CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN
hint: sudo ebpfctl load"
	as_nobody load opens
	gives 1 "" "ebpfctl: cannot load 'opens': needs CAP_BPF and CAP_PERFMON
hint: sudo ebpfctl load"
	no_ids_left
}

@test "without root, not being allowed to look is told as that, never as not loaded" {
	local word

	loads opens
	for word in stats events list unload; do
		as_nobody "$word"
		same "the exit status of $word" "$status" 1
		[[ $err == "ebpfctl: cannot "*": Permission denied"* ]]
		[[ $err != *"not loaded"* && $err != *"nothing is loaded"* ]]
	done
	same "opens" "$("$EBPFCTL" list -j | jq -r '.probes[0].health')" ok
}

@test "an interface that does not exist is refused, with those that are up" {
	new_veth veth0 peer0
	ctl load packets -i eth77
	gives 1 "" "ebpfctl: cannot attach 'packets' to 'eth77': no such interface
hint: name one with -i: peer0, veth0"
	ip link delete veth0
	ctl load packets -i eth77
	gives 1 "" "ebpfctl: cannot attach 'packets' to 'eth77': no such interface
hint: name one with -i; none is up"
	no_ids_left
}

@test "without a default route and without -i, load packets says which interfaces are up" {
	new_veth veth0 peer0
	ctl load packets
	gives 1 "" "ebpfctl: cannot load 'packets': there is no default route to take the interface of
hint: name one with -i: peer0, veth0"
	no_ids_left
}

@test "names of interfaces that none can have are wrong use" {
	refuses_use "ebpfctl help load" "interface 'abcdefghijklmnop': not a name of 1 to 15 bytes" \
		load packets -i abcdefghijklmnop
	refuses_use "ebpfctl help load" "interface '': not a name of 1 to 15 bytes" \
		load packets -i ''
	refuses_use "ebpfctl help load" "interface 'a/b': not a name of 1 to 15 bytes" \
		load packets -i a/b
	no_ids_left
}

@test "probe names that are too long, reserved, malformed or unknown are wrong use" {
	local command step

	for command in load stats list unload; do
		step=$command
		[ "$command" != stats ] || step='read'
		refuses_use "the built-in probes are packets and opens; ebpfctl list shows all that are loaded" \
			"cannot $step 'abcdefghijklmnopqrstuvwxyzabcdefg': a probe's name is a letter and up to 31 of A-Za-z0-9_-" \
			"$command" abcdefghijklmnopqrstuvwxyzabcdefg
		refuses_use "the built-in probes are packets and opens; ebpfctl list shows all that are loaded" \
			"cannot $step 'lock': this name is reserved" "$command" lock
		refuses_use "the built-in probes are packets and opens; ebpfctl list shows all that are loaded" \
			"cannot $step 'stage_0': this name is reserved" "$command" stage_0
		refuses_use "the built-in probes are packets and opens; ebpfctl list shows all that are loaded" \
			"cannot $step '9lives': a probe's name is a letter and up to 31 of A-Za-z0-9_-" \
			"$command" 9lives
	done
	no_ids_left
}

@test "numbers with something behind them, and numbers out of range, are wrong use" {
	loads opens
	refuses_use "ebpfctl help events" "process id '12x': not a number" events -p 12x
	refuses_use "ebpfctl help events" "process id '0': not from 1 to 4194304" events -p 0
	refuses_use "ebpfctl help events" "count '5 ': not a number" events -c '5 '
	refuses_use "ebpfctl help events" "count '-1': not a number" events -c -1
	refuses_use "ebpfctl help events" "duration '1s': not a number of seconds" events -d 1s
	refuses_use "ebpfctl help events" "ring size '1MB': not a size" events -b 1MB
	refuses_use "ebpfctl help events" "ring size '96K': not a power of two" events -b 96K
	refuses_use "ebpfctl help events" "ring size '32K': not from 65536 to 67108864" events -b 32K
	refuses_use "ebpfctl help events" "user 'no-such-user': there is no such user" \
		events -u no-such-user
	refuses_use "ebpfctl help stats" "number of comms '5k': not a number" stats --top 5k
	same "the readers" "$("$EBPFCTL" list -j | jq -c '[.probes[].readers[]]')" "[]"
}

@test "unknown commands and options, and options of the other probe, are wrong use" {
	refuses_use "ebpfctl help" "unknown command 'laod'" laod
	refuses_use "ebpfctl help load" "unknown option '--interfaces'" load --interfaces veth0
	refuses_use "ebpfctl help load" "unknown option '-z'" load -z
	refuses_use "ebpfctl help load" "option '-i' needs a value" load packets -i
	refuses_use "ebpfctl help load" "mode 'fast': not auto, native or generic" \
		load packets --mode fast
	refuses_use "ebpfctl help load" "option '-i' is of packets, not of opens" load opens -i lo
	refuses_use "ebpfctl help load" "option '--mode' is of packets, not of opens" \
		load opens --mode native
	no_ids_left
}

# ---- the mount ----

@test "where no bpffs is mounted, reading commands find nothing loaded" {
	umount /sys/fs/bpf
	ctl stats
	gives 3 "" "ebpfctl: cannot read the counters: nothing is loaded
hint: ebpfctl load"
	ctl events
	gives 3 "" "ebpfctl: cannot read 'opens': not loaded
hint: ebpfctl load"
	ctl list
	gives 0 "nothing is loaded" ""
	ctl unload
	gives 3 "" "ebpfctl: cannot unload: nothing is loaded"
	mount -t bpf -o mode=0700 bpf /sys/fs/bpf
}

@test "where no bpffs is mounted, load in a mount namespace of its own refuses to mount one" {
	local below

	umount /sys/fs/bpf
	below=$(stat -f -c %T /sys/fs/bpf)
	[ "$below" != bpf_fs ]
	ctl load opens
	same "a mount" "$(stat -f -c %T /sys/fs/bpf)" "$below"
	mount -t bpf -o mode=0700 bpf /sys/fs/bpf
	gives 1 "" "ebpfctl: cannot mount '/sys/fs/bpf': this is a mount namespace of its own, where pins would vanish with it
hint: in a container, bind-mount the host's /sys/fs/bpf; in a network namespace, nsenter --net=/run/netns/NAME ebpfctl load ..."
	no_ids_left
}

@test "a bpffs that is read-only is refused, and nothing is left" {
	mount -o remount,ro,bind /sys/fs/bpf
	ctl load opens
	mount -o remount,rw,bind /sys/fs/bpf
	gives 1 "" "ebpfctl: cannot create '/sys/fs/bpf/ebpfctl': Read-only file system
hint: mount -o remount,rw /sys/fs/bpf"
	no_ids_left
}

@test "a directory that is no bpffs, none, or not its root is refused by every command" {
	local word

	mkdir /sys/fs/bpf/below
	for word in load stats list unload; do
		ctl "$word" --bpffs /tmp
		gives 1 "" "ebpfctl: cannot use '/tmp': it is not a bpffs"
		ctl --bpffs /no/where "$word"
		gives 1 "" "ebpfctl: cannot use '/no/where': No such file or directory"
		EBPFCTL_BPFFS=/sys/fs/bpf/below ctl "$word"
		gives 1 "" "ebpfctl: cannot use '/sys/fs/bpf/below': it is not the root of a bpffs mount"
	done
	rmdir /sys/fs/bpf/below
	no_ids_left
}

@test "another bpffs than the default one is loaded into, read and unloaded from" {
	mkdir other
	mount -t bpf bpf other
	loads opens --bpffs other
	ctl list
	gives 0 "nothing is loaded" ""
	same "there" "$("$EBPFCTL" --bpffs other list -j | jq -c '[.probes[].name]')" '["opens"]'
	EBPFCTL_BPFFS=$PWD/other ctl unload
	gives 0 "opens    unloaded" ""
	[ ! -e other/ebpfctl ]
	umount other
	no_ids_left
}

# ---- what is not ours ----

# everything_refuses MESSAGE: and touches nothing.
everything_refuses() {
	local word before

	before=$(find /sys/fs/bpf -printf '%p %u %m\n' | sort)
	for word in load stats events unload; do
		ctl "$word"
		same "the exit status of $word" "$status" 1
		same "standard error of $word" "$err" "ebpfctl: $1"
	done
	same "what is there" "$(find /sys/fs/bpf -printf '%p %u %m\n' | sort)" "$before"
}

@test "a base directory of another user is named and refused, and not touched" {
	mkdir "$PINS"
	chown 65534 "$PINS"
	everything_refuses "cannot use '$PINS': it is not owned by root"
	rmdir "$PINS"
	no_ids_left
}

@test "a base directory that others may write to is named and refused, and not touched" {
	mkdir -m 0777 "$PINS"
	chmod 0777 "$PINS"
	everything_refuses "cannot use '$PINS': others may write to it"
	rmdir "$PINS"
	no_ids_left
}

@test "a symbolic link in place of the base directory is named and refused, and not followed" {
	mkdir /sys/fs/bpf/target
	ln -s /sys/fs/bpf/target "$PINS"
	everything_refuses "cannot use '$PINS': it is not a directory"
	rm "$PINS"
	rmdir /sys/fs/bpf/target
	no_ids_left
}

@test "a bpffs whose root others may write to is only good with the sticky bit" {
	chmod 0777 /sys/fs/bpf
	ctl load opens
	chmod 0700 /sys/fs/bpf
	gives 1 "" "ebpfctl: cannot use '/sys/fs/bpf': others may write to it and it is not sticky"
	chmod 1777 /sys/fs/bpf
	loads opens
	chmod 0700 /sys/fs/bpf
	no_pins_open_to_others
}

# What load makes is for root alone, whatever the umask.
no_pins_open_to_others() {
	same "modes" "$(find "$PINS" -printf '%y %m\n' | sort -u)" "d 700
f 600"
}

@test "directories are 0700 and pins 0600, whatever the umask is" {
	new_veth veth0 peer0
	umask 0777
	loads packets -i veth0
	umask 0
	loads opens
	umask 022
	no_pins_open_to_others
}

@test "a probe's directory with a pin of another kind is told as foreign, and not read" {
	loads opens
	rm "$PINS/opens/maps/comms"
	bpftool map create "$PINS/opens/maps/comms" type array key 4 value 8 entries 1 name fake
	ctl stats opens
	gives 1 "" "ebpfctl: cannot use '$PINS/opens/maps/comms': it is another map than the one of this version"
	rm "$PINS/opens/maps/comms"
}
