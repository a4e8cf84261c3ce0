# SPDX-License-Identifier: GPL-2.0-or-later
# How options are written, and which command takes which.

load lib

@test "an option that does not exist is refused" {
	local command

	refuse "unknown option '--nosuch'" 'ebpfctl help' --nosuch
	refuse "unknown option '-Z'" 'ebpfctl help' -Z
	for command in $(all_commands); do
		refuse "unknown option '--nosuch'" "ebpfctl help $command" "$command" --nosuch
		refuse "unknown option '--nosuch'" "ebpfctl help $command" "$command" --nosuch=x
		refuse "unknown option '-Z'" "ebpfctl help $command" "$command" -Z
	done
}

@test "an option of one command is not taken by another, nor before the command" {
	refuse "unknown option '-j'" 'ebpfctl help' -j stats
	refuse "unknown option '--top'" 'ebpfctl help list' list --top 3
	refuse "unknown option '-x'" 'ebpfctl help stats' stats -x
	refuse "unknown option '-i'" 'ebpfctl help events' events -i lo
	refuse "unknown option '--all'" 'ebpfctl help load' load --all
	refuse "unknown option '-j'" 'ebpfctl help help' help -j
}

@test "an option is not abbreviated" {
	refuse "unknown option '--js'" 'ebpfctl help stats' stats --js
	refuse "unknown option '--interf'" 'ebpfctl help load' load --interf lo
	refuse "unknown option '--bpff'" 'ebpfctl help stats' stats --bpff=/tmp
	refuse "unknown option '--vers'" 'ebpfctl help' --vers
	refuse "unknown option '--jsonx'" 'ebpfctl help stats' stats --jsonx
	refuse "unknown option '-s'" 'ebpfctl help stats' stats -json
}

@test "an option that needs a value is refused without one" {
	refuse "option '-i' needs a value" 'ebpfctl help load' load -i
	refuse "option '-i' needs a value" 'ebpfctl help load' load -ji
	refuse "option '--interface' needs a value" 'ebpfctl help load' load --interface
	refuse "option '--mode' needs a value" 'ebpfctl help load' load --mode
	refuse "option '--top' needs a value" 'ebpfctl help stats' stats --top
	refuse "option '-d' needs a value" 'ebpfctl help events' events -d
	refuse "option '--bpffs' needs a value" 'ebpfctl help list' list --bpffs
	refuse "option '--bpffs' needs a value" 'ebpfctl help' --bpffs
}

@test "an option without a value is refused with one" {
	refuse "option '--json' takes no value" 'ebpfctl help stats' stats --json=1
	refuse "option '--json' takes no value" 'ebpfctl help stats' stats --json=
	refuse "option '--all' takes no value" 'ebpfctl help unload' unload --all=yes
	refuse "option '--quiet' takes no value" 'ebpfctl help' --quiet=1 stats
}

@test "a value is taken from the same word, from the next one, and after =" {
	take unload packets -ilo
	take unload packets -i lo
	take unload packets --interface lo
	take unload packets --interface=lo
	take unload packets -jilo
	take unload packets -j -i lo -i other
	take stats --top=3
	take stats --top 3
}

@test "a value can begin with a dash" {
	take unload packets -i -j
	refuse "number of comms '-1': not a number" 'ebpfctl help stats' stats --top -1
}

@test "letters of options without a value can be written together" {
	take stats -jq
	take stats -vj
	take events -xTUj
	take events -xTUc5
	refuse "unknown option '-Z'" 'ebpfctl help stats' stats -jZ
}

@test "options can stand before and after operands, global ones before the command" {
	take stats opens -j packets
	take -q stats opens -j
	take -qv list -j
}

@test "what follows -- is no option" {
	local form="a probe's name is a letter and up to 31 of A-Za-z0-9_-"
	local hint='the built-in probes are packets and opens; ebpfctl list shows all that are loaded'

	refuse "cannot read '-j': $form" "$hint" stats -- -j
	refuse "cannot load '--dry-run': $form" "$hint" load -- --dry-run
	refuse "cannot read '--': $form" "$hint" stats -- --
	refuse "unknown command '--help'" 'ebpfctl help' -- --help
	take stats -j -- opens
	take -- stats opens
}

@test "a single - is no option" {
	refuse "cannot read '-': a probe's name is a letter and up to 31 of A-Za-z0-9_-" \
		'the built-in probes are packets and opens; ebpfctl list shows all that are loaded' stats -
}

@test "an option of one probe is refused for the other" {
	refuse "option '-i' is of packets, not of opens" 'ebpfctl help load' load opens -i lo
	refuse "option '--mode' is of packets, not of opens" 'ebpfctl help load' \
		load opens --mode generic
	refuse "option '--mode' is of packets, not of opens" 'ebpfctl help load' \
		load --mode=auto opens
	refuse "option '--via' is of opens, not of packets" 'ebpfctl help load' \
		load packets --via fexit
	refuse "option '-i' is of packets, not of opens" 'ebpfctl help unload' \
		unload opens -i lo
	refuse "option '-i' is of packets, not of opens" 'ebpfctl help unload' \
		unload packets opens -i lo
}

@test "unload -i needs the probe" {
	refuse "option '-i' needs the probe that it is of" 'ebpfctl unload packets -i lo' \
		unload -i lo
}

@test "unload --all takes neither a probe nor an interface" {
	refuse "option '--all' takes no probe and no '-i'" 'ebpfctl help unload' \
		unload --all packets
	refuse "option '--all' takes no probe and no '-i'" 'ebpfctl help unload' \
		unload --all -i lo
	take unload --all
	take unload --all -j
}

@test "events takes one probe, and it must have events" {
	refuse "cannot read 'packets': it has no events" 'ebpfctl help events' events packets
	refuse "unexpected word 'packets'" 'ebpfctl help events' events opens packets
	refuse "unexpected word 'opens'" 'ebpfctl help events' events opens opens
	take events opens
	take events
}

@test "--bpffs must be a bpffs, comes before EBPFCTL_BPFFS, and the last one counts" {
	local missing=$BATS_TEST_TMPDIR/missing

	refuse "option '--bpffs': an empty directory" 'ebpfctl help stats' stats --bpffs=
	expect 1 '' "ebpfctl: cannot use '$missing': No such file or directory"$'\n' \
		--bpffs "$missing" list
	EBPFCTL_BPFFS=$missing take stats
	EBPFCTL_BPFFS=$missing expect 1 '' \
		"ebpfctl: cannot use '$missing': No such file or directory"$'\n' stats
	take stats --bpffs="$missing" --bpffs="$(no_bpffs)"
}

@test "check takes no operand" {
	refuse "unexpected word 'opens'" 'ebpfctl help check' check opens
	refuse "unknown option '--via'" 'ebpfctl help check' check --via fexit
}

@test "hooks takes one pattern" {
	refuse 'a pattern is missing' 'ebpfctl help hooks' hooks
	refuse 'a pattern is missing' 'ebpfctl help hooks' hooks -j
	refuse "unexpected word 'b'" 'ebpfctl help hooks' hooks a b
}
