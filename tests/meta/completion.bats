#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Completion: what is kept in the tree is what the program's own options give, and it works.

load lib

# completes WORD... EXPECTED: what bash offers at the last of WORD, in one line.
completes() {
	local expected=${*: -1}

	COMP_WORDS=("${@:1:$#-1}")
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	COMPREPLY=()
	_ebpfctl
	echo "${COMP_WORDS[*]} gives: ${COMPREPLY[*]}"
	[ "${COMPREPLY[*]}" = "$expected" ]
}

@test "completion is what completion/generate makes of the options" {
	local shell
	local -A files=([bash]=ebpfctl [zsh]=_ebpfctl [fish]=ebpfctl.fish)

	for shell in bash zsh fish; do
		"$EBPFCTL_BUILDDIR/completion/generate" "$shell" |
			diff "$EBPFCTL_SRCDIR/completion/${files[$shell]}" - ||
			{
				echo "make completion brings it up to date"
				return 1
			}
	done
}

@test "bash completes commands, options and their values" {
	# shellcheck disable=SC1091
	source "$EBPFCTL_SRCDIR/completion/ebpfctl"
	completes ebpfctl un unload
	completes ebpfctl --bpffs /mnt ev events
	completes ebpfctl --bpffs = /mnt ev events
	completes ebpfctl load pa packets
	completes ebpfctl load --mo --mode
	completes ebpfctl load --mode na native
	completes ebpfctl load --mode = ge generic
	completes ebpfctl load --via t tracepoint
	completes ebpfctl stats -o prom prometheus
	completes ebpfctl events -f O_EX O_EXCL
	completes ebpfctl events --errno ENOE "ENOENT ENOEXEC"
	completes ebpfctl events -O ppi ppid
	completes ebpfctl events -u daemo daemon
	completes ebpfctl load -i l "$(compgen -W "$(ls /sys/class/net)" -- l)"
	completes ebpfctl help che check
	completes ebpfctl events -d 1 ""
	completes ebpfctl events -- ca ""
}

@test "each command and each long option of the help can be completed" {
	local command option

	# shellcheck disable=SC1091
	source "$EBPFCTL_SRCDIR/completion/ebpfctl"
	for command in $(all_commands); do
		completes ebpfctl "$command" "$command"
		for option in $("$EBPFCTL" "$command" --help | grep -o -- '--[a-z][a-z-]*' | sort -u); do
			COMP_WORDS=(ebpfctl "$command" "$option") COMP_CWORD=2
			_ebpfctl
			[[ " ${COMPREPLY[*]} " == *" $option "* ]] || {
				echo "$command $option is not offered"
				return 1
			}
		done
	done
}

@test "zsh and fish can read theirs" {
	need zsh zsh
	need fish fish
	zsh -n "$EBPFCTL_SRCDIR/completion/_ebpfctl"
	fish -n "$EBPFCTL_SRCDIR/completion/ebpfctl.fish"
	[ "$(fish -c "source '$EBPFCTL_SRCDIR/completion/ebpfctl.fish'; complete -C 'ebpfctl load --mode na'" |
		cut -f 1)" = native ]
}
