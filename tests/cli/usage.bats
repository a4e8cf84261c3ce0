# SPDX-License-Identifier: GPL-2.0-or-later
# Help, version, and commands that do not exist.

load lib

overview='usage: ebpfctl COMMAND [OPTION]...
  load     attach probes and leave them running     stats    print their counters
  events   stream file opens as they happen         list     what is loaded, and is it healthy
  check    what this kernel allows, by trying it    hooks    prototypes, and what attaches
  apply    make it what the files in /etc say       unload   detach and remove
  help     explain a command
start with: ebpfctl check; sudo ebpfctl load; ebpfctl help COMMAND
'

@test "ebpfctl alone shows the commands on stderr and exits 2" {
	expect 2 '' "$overview"
	expect 2 '' "$overview" --
	expect 2 '' "$overview" -q
}

@test "help and --help show the commands on stdout and exit 0" {
	expect 0 "$overview" '' help
	expect 0 "$overview" '' -- help
	expect 0 "$overview" '' --help
	expect 0 "$overview" '' -h
}

@test "help COMMAND and COMMAND --help show the same on stdout and exit 0" {
	local command text

	for command in $(all_commands); do
		run_ebpfctl help "$command"
		[ "$status" -eq 0 ]
		[ ! -s "$stderr" ]
		text=$(cat "$stdout")$'\n'
		[[ $text == "usage: ebpfctl $command "* ]]
		[[ $text == *$'\n'"more: man ebpfctl-$command"$'\n' ]]
		expect 0 "$text" '' "$command" --help
		expect 0 "$text" '' "$command" -h
		expect 0 "$text" '' --help "$command"
	done
}

@test "no line of help is longer than 100 columns" {
	local command

	for command in $(all_commands); do
		run_ebpfctl help "$command"
		awk 'length > 100 { print; long = 1 } END { exit long }' "$stdout"
	done
}

@test "--version and -V print name and version on stdout and exit 0" {
	local version command

	version=$(sed -n 's/^AC_INIT(\[ebpfctl\], \[\(.*\)\])$/\1/p' "$EBPFCTL_SRCDIR/configure.ac")
	[ -n "$version" ]
	expect 0 "ebpfctl $version"$'\n' '' --version
	expect 0 "ebpfctl $version"$'\n' '' -V
	for command in $(all_commands); do
		expect 0 "ebpfctl $version"$'\n' '' "$command" --version
	done
}

@test "a command that does not exist is refused" {
	refuse "unknown command 'foo'" 'ebpfctl help' foo
	refuse "unknown command 'foo'" 'ebpfctl help' foo --help
	refuse "unknown command 'foo'" 'ebpfctl help' help foo
	refuse "unknown command ''" 'ebpfctl help' ''
	refuse "unknown command '-'" 'ebpfctl help' -
}

@test "a command is not abbreviated" {
	refuse "unknown command 'sta'" 'ebpfctl help' sta
	refuse "unknown command 'Load'" 'ebpfctl help' Load
	refuse "unknown command 'unloa'" 'ebpfctl help' help unloa
}

@test "help takes one command" {
	refuse "unexpected word 'stats'" 'ebpfctl help help' help load stats
}
