# SPDX-License-Identifier: GPL-2.0-or-later
# Values that are wrong: none is taken in part, none is guessed at.

load lib

form="a probe's name is a letter and up to 31 of A-Za-z0-9_-"
probes='the built-in probes are packets and opens; ebpfctl list shows all that are loaded'

@test "load refuses a word that is neither a built-in probe nor a file" {
	local word

	for word in foo packet Opens; do
		refuse "cannot load '$word': there is no such probe" \
			"the probes are packets and opens; a file has a / or a .: ./$word" \
			load opens "$word"
	done
}

@test "a word that cannot be a probe's name is refused" {
	local longest=abcdefghijklmnopqrstuvwxyz_-0123

	refuse "cannot read '': $form" "$probes" stats ''
	refuse "cannot read '1a': $form" "$probes" stats 1a
	refuse "cannot read '_a': $form" "$probes" stats _a
	refuse "cannot read 'a b': $form" "$probes" stats 'a b'
	take stats $longest
	refuse "cannot read '${longest}x': $form" "$probes" stats ${longest}x
}

@test "a reserved name is refused" {
	refuse "cannot load 'lock': this name is reserved" "$probes" load lock
	refuse "cannot unload 'stage_0': this name is reserved" "$probes" unload stage_0
	refuse "cannot read 'stage_': this name is reserved" "$probes" stats stage_
	take stats locks
}

@test "a file is no probe, but has the name of one" {
	local command step

	for command in stats list unload; do
		step=$command
		[ "$command" != stats ] || step='read'
		refuse "cannot $step './a.bpf.o': it is a file, not a probe" \
			'a probe is named after its file, without what follows the first dot' \
			"$command" ./a.bpf.o
	done
	refuse "cannot unload './1.o': it is a file, not a probe" "$probes" unload ./1.o
}

@test "a file that no probe can be named after needs a name" {
	local hint file

	for file in 1.o .bpf.o /tmp/ ./abcdefghijklmnopqrstuvwxyz_-01234.o; do
		hint="ebpfctl load $file --name NAME"
		file=${file##*/}
		refuse "cannot load '${hint:13:-12}' as '${file%%.*}': $form" "$hint" \
			load "${hint:13:-12}"
	done
	refuse "cannot load './lock.o' as 'lock': this name is reserved" \
		'ebpfctl load ./lock.o --name NAME' load ./lock.o
	refuse "cannot load 'opens.o' as 'opens': this name belongs to a built-in probe" \
		'ebpfctl load opens.o --name NAME' load opens.o
	refuse "cannot load './a.o' as 'a b': $form" 'ebpfctl load ./a.o --name NAME' \
		load ./a.o --name 'a b'
	refuse "cannot load 'b/x.o': 'a/x.o' would be named 'x' too" 'ebpfctl help load' \
		load a/x.o b/x.o
}

@test "options of files are refused where there is no file, or more than one" {
	local option of_one=(--name=a --program=a=kprobe/b --only=a --set=a=1 --map-size=a=1)

	for option in "${of_one[@]}" --cgroup=/ --pid=1; do
		refuse "option '${option%%=*}' is of a file, not of a built-in probe" \
			'ebpfctl help load' load opens "$option"
	done
	for option in "${of_one[@]:1}"; do
		refuse "option '${option%%=*}' is of one file, not of 2" 'ebpfctl help load' \
			load a.o b.o "$option"
	done
	refuse "option '--latency' is of opens, not of a" 'ebpfctl help load' load a.o --latency
	for option in --replace --group=root; do
		refuse "unknown option '--nosuch'" 'ebpfctl help load' load a.o "$option" --nosuch
	done
}

@test "settings of files need a name and a value, once" {
	local hint='ebpfctl help load'

	refuse "program 'a': not NAME=VALUE" "$hint" load a.o --program a
	refuse "variable '=1': not NAME=VALUE" "$hint" load a.o --set =1
	refuse "map '': not NAME=VALUE" "$hint" load a.o --map-size ''
	refuse "variable 'a': named twice" "$hint" load a.o --set a=1 --set a=2
	refuse "program 'b': named twice" "$hint" load a.o --only a,b,b
	refuse "program '': no name" "$hint" load a.o --only a,
	refuse "process '0': not from 1 to 2147483647" "$hint" load a.o --pid 0
	refuse "process '1x': not a number" "$hint" load a.o --pid 1x
}

@test "load refuses a mode that does not exist" {
	refuse "mode 'x': not auto, native or generic" 'ebpfctl help load' load --mode x
	refuse "mode '': not auto, native or generic" 'ebpfctl help load' load --mode=
	refuse "mode 'Native': not auto, native or generic" 'ebpfctl help load' load --mode Native
	refuse "mode 'nativ': not auto, native or generic" 'ebpfctl help load' load --mode nativ
}

@test "load refuses a route that does not exist" {
	local hint='ebpfctl help load' word

	for word in x '' Fexit fexi kretprobe; do
		refuse "route '$word': not auto, fexit, tracepoint or kprobe" "$hint" \
			load --via "$word"
	done
}

@test "a word that no interface can be called is refused" {
	local command

	for command in load 'unload packets'; do
		local hint="ebpfctl help ${command%% *}"

		# shellcheck disable=SC2086 # the command and its probe
		{
			refuse "interface '': not a name of 1 to 15 bytes" "$hint" $command -i ''
			refuse "interface 'a/b': not a name of 1 to 15 bytes" "$hint" $command -i a/b
			refuse "interface 'a b': not a name of 1 to 15 bytes" "$hint" $command -i 'a b'
			refuse "interface 'abcdefghijklmnop': not a name of 1 to 15 bytes" "$hint" \
				$command -i abcdefghijklmnop
			refuse "interface '../../x': not a name of 1 to 15 bytes" "$hint" \
				$command --interface=../../x
		}
	done
	take unload packets -i abcdefghijklmno
	take unload packets -i eth0.100
}

@test "load --sizes is of packets, and --latency of opens" {
	refuse "option '--latency' is of opens, not of packets" 'ebpfctl help load' load packets --latency
	refuse "option '--sizes' is of packets, not of opens" 'ebpfctl help load' load opens --sizes
	refuse "option '--sizes' takes no value" 'ebpfctl help load' load --sizes=1
}

@test "load --group is a group that exists, or a number" {
	local group

	refuse "group 'no-such-group': there is no such group" 'groupadd --system no-such-group' \
		load --group no-such-group
	refuse "group '': there is no such group" 'getent group' load --group ''
	refuse "group '-1': there is no such group" 'groupadd --system -1' load --group=-1
	refuse "group '4294967295': not from 0 to 4294967294" 'ebpfctl help load' \
		load --group 4294967295
	# what follows it is read only where it is right; without rights a load goes no further
	for group in root 0 4294967294; do
		refuse "unknown option '--nosuch'" 'ebpfctl help load' load --group $group --nosuch
	done
}

@test "stats --top is a whole number from 1" {
	local hint='ebpfctl help stats' range='not from 1 to 4294967295'

	refuse "number of comms '0': $range" "$hint" stats --top 0
	refuse "number of comms '4294967296': $range" "$hint" stats --top 4294967296
	refuse "number of comms '99999999999999999999': $range" "$hint" \
		stats --top 99999999999999999999
	refuse "number of comms '': not a number" "$hint" stats --top=
	refuse "number of comms '5x': not a number" "$hint" stats --top 5x
	refuse "number of comms ' 5': not a number" "$hint" stats --top ' 5'
	refuse "number of comms '+5': not a number" "$hint" stats --top +5
	refuse "number of comms '0x5': not a number" "$hint" stats --top 0x5
	refuse "number of comms '1.5': not a number" "$hint" stats --top 1.5
	take stats --top 1
	take stats --top 4294967295
}

@test "stats --interval is a number of seconds from 0.1, -c a whole number from 1, and both need -w" {
	local hint='ebpfctl help stats' word

	for word in 1x '' . -1 1e3; do
		refuse "interval '$word': not a number of seconds" "$hint" stats -w --interval "$word"
	done
	refuse "interval '0': not more than 0 and at most ten years" "$hint" stats -w --interval 0
	for word in 0.099999999 0.000000001; do
		refuse "interval '$word': less than 0.1 seconds" "$hint" stats -w --interval "$word"
	done
	refuse "count '0': not from 1 to 9223372036854775807" "$hint" stats -w -c 0
	refuse "count '1.5': not a number" "$hint" stats -w -c 1.5
	refuse "option '--interval' needs '--watch'" "$hint" stats --interval 1
	refuse "option '-c' needs '--watch'" "$hint" stats -c 1
	refuse "option '--watch' has no format prometheus" "$hint" stats -w -o prometheus
	take stats -w --interval 0.1
	take stats --watch --interval=1.5 -c 1 -j
	take stats -w -c 9223372036854775807
}

@test "events -d is a number of seconds with up to nine decimals" {
	local hint='ebpfctl help events' word

	for word in 1x x '' . 1. .5 1.2.3 -1 1e3 0.0000000001 ' 1' inf; do
		refuse "duration '$word': not a number of seconds" "$hint" events -d "$word"
	done
	for word in 0 0.0 0.000000000 999999999999; do
		refuse "duration '$word': not more than 0 and at most ten years" "$hint" \
			events -d "$word"
	done
	take events -d 0.000000001
	take events --duration=1.5
	take events -d 315532799
}

@test "events -c is a whole number from 1" {
	local hint='ebpfctl help events'

	refuse "count '12a': not a number" "$hint" events -c 12a
	refuse "count '': not a number" "$hint" events -c ''
	refuse "count '0': not from 1 to 9223372036854775807" "$hint" events -c 0
	refuse "count '9223372036854775808': not from 1 to 9223372036854775807" "$hint" \
		events -c 9223372036854775808
	take events -c 9223372036854775807
}

@test "events -b is a power of two from 64K to 64M" {
	local hint='ebpfctl help events' word

	for word in '' x 64k 64KB 64KiB 1T ' 64K' -64K; do
		refuse "ring size '$word': not a size" "$hint" events -b "$word"
	done
	for word in 0 64 65535 32K 128M 1G 18446744073709551615 16777216G; do
		refuse "ring size '$word': not from 65536 to 67108864" "$hint" events -b "$word"
	done
	for word in 100K 65537 3M; do
		refuse "ring size '$word': not a power of two" "$hint" events -b "$word"
	done
	take events -b 64K
	take events -b 65536
	take events --ring=64M
}

@test "events -p is the number of a process that can exist" {
	local hint='ebpfctl help events' range='not from 1 to 4194304'

	refuse "process id '0': $range" "$hint" events -p 0
	refuse "process id '4194305': $range" "$hint" events -p 4194305
	refuse "process id '99999999999': $range" "$hint" events -p 99999999999
	refuse "process id '1x': not a number" "$hint" events -p 1x
	refuse "process id '-1': not a number" "$hint" events -p -1
	refuse "process id '': not a number" "$hint" events -p ''
	refuse "process id '': not a number" "$hint" events -p '!'
	refuse "process id '!1': not a number" "$hint" events -p '!!1'
	take events -p 4194304 -p '!1'
}

@test "events -u is a user that exists, or a number" {
	local hint='ebpfctl help events'

	refuse "user 'nosuchuser': there is no such user" "$hint" events -u nosuchuser
	refuse "user '': there is no such user" "$hint" events -u ''
	refuse "user '-1': there is no such user" "$hint" events -u -1
	refuse "user '0x': there is no such user" "$hint" events -u 0x
	refuse "user '4294967295': not from 0 to 4294967294" "$hint" events -u 4294967295
	refuse "user '99999999999999999999': not from 0 to 4294967294" "$hint" \
		events -u 99999999999999999999
	take events -u root -u '!0' -u 4294967294
}

@test "events -n is a comm of 1 to 15 bytes, its beginning or a part of it" {
	local hint='ebpfctl help events' word

	for word in '' '**' abcdefghijklmnop 'abcdefghijklmnop*' '*abcdefghijklmnop*'; do
		refuse "comm '$word': not from 1 to 15 bytes long" "$hint" events -n "$word"
	done
	for word in 'a*b' '*a' '*' '***' '*a*b*'; do
		refuse "comm '$word': not NAME, NAME* or *NAME*" "$hint" events -n "$word"
	done
	refuse "comm '': not from 1 to 15 bytes long" "$hint" events -n '!'
	take events -n abcdefghijklmno -n 'abcdefghijklmno*' -n '*abcdefghijklmno*'
	take events -n a -n '!a*' -n '*a b*' -n '!!'
}

@test "a filter takes eight values, and not nine" {
	local hint='ebpfctl help events' option what
	local -a eight=()

	for option in -p -u -n; do
		case $option in
		-p) what='process id' ;;
		-u) what=user ;;
		-n) what=comm ;;
		esac
		eight=()
		for value in 1 2 3 4 5 6 7 8; do
			eight+=("$option" "$value")
		done
		take events "${eight[@]}"
		refuse "$what: at most 8 values" "$hint" events "${eight[@]}" $option 9
	done
}

@test "a pattern of hooks is one that can match a name" {
	local long

	long=$(printf '%0512d' 0)
	refuse "pattern '': not 1 to 511 characters" 'ebpfctl help hooks' hooks ''
	refuse "pattern '$long': not 1 to 511 characters" 'ebpfctl help hooks' hooks "$long"
	refuse "pattern 'a[b': a [ without its ]" 'ebpfctl help hooks' hooks 'a[b'
	refuse "pattern '[': a [ without its ]" 'ebpfctl help hooks' hooks '['
	refuse "pattern 'a\\\\': nothing stands behind the \\\\" 'ebpfctl help hooks' hooks 'a\'
}
