# SPDX-License-Identifier: GPL-2.0-or-later
# The manual pages, the help and the README say the same, and what the program does.

load lib

pages() {
	echo man/ebpfctl.8
	all_commands | sed 's,.*,man/ebpfctl-&.8,'
}

page_text() {
	mandoc -T ascii "$1" | sed 's/.\x08//g'
}

# page_section PAGE SECTION: its lines, as they are shown.
page_section() {
	page_text "$1" | awk -v wanted="$2" '/^[A-Z]/ { inside = $0 == wanted; next } inside'
}

# The options that stand at the beginning of lines: "-i, --interface=IFACE".
option_terms() {
	sed -nE 's/^ +((-[[:alnum:]])?(, )?(--[[:alnum:]-]+)?([= ][A-Z][A-Z,]*)?)( .*)?$/\1/p' |
		grep -E '^-' | LC_ALL=C sort
}

help_terms() {
	"$EBPFCTL" help "$1" | awk '/^options:$/ { inside = 1; next } /^[a-z]/ { inside = 0 } inside' |
		option_terms || true
}

global_help_terms() {
	"$EBPFCTL" help help | sed '1,/^options of all commands:$/d' | option_terms
}

# The numbers in a page's EXIT STATUS.
page_statuses() {
	page_section "$1" 'EXIT STATUS' | sed -nE 's/^     ([0-9]+) .*/\1/p'
}

@test "every command has a manual page, and every page a command" {
	local listed

	listed=$(sed -n 's,^\t\(man/[^ ]*\).*,\1,p' man/Makemodule.am | LC_ALL=C sort)
	same "pages" "$(pages | LC_ALL=C sort)" "$(find man -name '*.8' | LC_ALL=C sort)"
	# ebpfctl-json.7 is made, and in the tree only when that is built in itself
	same "pages in the makefile" \
		"$(find man -name '*.[578]' ! -name ebpfctl-json.7 | LC_ALL=C sort)" "$listed"
}

@test "ebpfctl(8) names all commands in the order of the help, and no other" {
	local commands

	commands=$(sed -n '/^\.Sh COMMANDS$/,/^\.Sh OPTIONS$/p' man/ebpfctl.8)
	same "commands" "$(all_commands)" "$(sed -n 's/^\.It Cm //p' <<<"$commands")"
	same "their pages" "$(all_commands)" \
		"$(sed -n 's/^\.Xr ebpfctl-\([a-z]*\) 8 .*/\1/p' <<<"$commands")"
}

@test "README.md names all commands in the order of the help, and no other" {
	same "commands" "$(all_commands)" \
		"$(sed -nE 's/^\| `ebpfctl ([a-z]+).*` \|.*/\1/p' README.md)"
}

@test "the help of each command lists the options that its page explains" {
	local command

	need mandoc mandoc
	for command in $(all_commands); do
		[ "$command" != help ] || continue
		same "options of $command" "$(help_terms "$command")" \
			"$(page_section "man/ebpfctl-$command.8" OPTIONS | option_terms)"
	done
	[ -z "$(help_terms help)" ]
	[ -z "$(page_section man/ebpfctl-help.8 OPTIONS | option_terms)" ]
}

@test "the help lists the options of all commands that ebpfctl(8) explains" {
	need mandoc mandoc
	same "options of all commands" "$(global_help_terms)" \
		"$(page_section man/ebpfctl.8 OPTIONS | option_terms)"
}

@test "the synopsis of each page shows all options of the command" {
	local command term shown option

	need mandoc mandoc
	for command in $(all_commands); do
		shown=$(page_section "man/ebpfctl-$command.8" SYNOPSIS | tr '\n[]=' '    ')
		while read -r term; do
			[ -n "$term" ] || continue
			option=${term%%,*} option=${option%%[=[]*}
			[[ $shown == *" $option "* ]] || {
				echo "ebpfctl-$command(8): the synopsis lacks $option"
				false
			}
		done <<<"$(help_terms "$command")"
	done
}

@test "every page has the sections that one looks for" {
	local page section

	need mandoc mandoc
	for page in $(pages); do
		for section in NAME SYNOPSIS DESCRIPTION OPTIONS FILES 'EXIT STATUS' EXAMPLES 'SEE ALSO'; do
			[ "$page $section" != 'man/ebpfctl-help.8 FILES' ] || continue
			[ -n "$(page_section "$page" "$section")" ] || {
				echo "$page has no section $section"
				false
			}
		done
	done
}

@test "the pages name the exit statuses that main.c has" {
	local page status statuses

	need mandoc mandoc
	statuses=$(code src/main.c | sed -nE 's/.*\bSTATUS_[A-Z_]+ = ([0-9]+),.*/\1/p')
	same "exit statuses" "$statuses" "$(page_statuses man/ebpfctl.8)"
	for page in $(pages); do
		[ -n "$(page_statuses "$page")" ]
		for status in $(page_statuses "$page"); do
			grep -qx "$status" <<<"$statuses"
		done
	done
}

@test "every key of the JSON is in a manual page" {
	local key keys missing=

	keys=$(code src/out/*json*.c |
		grep -oE '\b(json|add)_[a-z_]+\(&?json, "[a-z0-9_]+"' | sed 's/.*"\(.*\)"/\1/' |
		sort -u)
	[ "$(wc -l <<<"$keys")" -gt 40 ]
	for key in $keys; do
		grep -Eqx "\.(It )?Cm (.* )?$key( .*)?" man/*.8 || missing+=" $key"
	done
	[ -z "$missing" ] || {
		echo "no page has the keys$missing"
		false
	}
}

@test "every page has examples, and each is a command that can be run by a test" {
	local page line prompt words command

	for page in $(pages); do
		grep -q '^\.Dl ' "$page"
		while read -r _ prompt words; do
			line="$page: $prompt $words"
			[[ $prompt == '#' || $prompt == '$' ]] || { echo "$line: no prompt" && false; }
			command=$(sed -nE 's/^(.* )?ebpfctl ([a-z]+).*/\2/p' <<<"$words")
			all_commands | grep -qx "$command" || { echo "$line: no such command" && false; }
		done < <(grep '^\.Dl ' "$page")
	done
}

@test "mandoc finds nothing to warn of in the manual pages" {
	local page

	need mandoc mandoc
	for page in $(pages); do
		says_nothing mandoc -T lint -W warning "$page"
	done
}

@test "no line of a manual page is wider than 80 columns, also in an example" {
	local page

	need mandoc mandoc
	for page in $(pages); do
		page_text "$page" | awk -v page="$page" \
			'length > 80 { print page ": " $0; wide = 1 } END { exit wide }'
	done
}

@test "every command that README.md and CONTRIBUTING.md show exists" {
	local command

	for command in $(sed -nE 's/^ *[$#] (sudo )?ebpfctl ([a-z]+).*/\2/p' README.md CONTRIBUTING.md |
		sort -u); do
		all_commands | grep -qx "$command" || { echo "no command '$command'" && false; }
	done
}

@test "README.md and CONTRIBUTING.md name only files that exist" {
	local file missing=

	for file in $(grep -ohE '`(src|bpf|man|tests|m4|debian)/[A-Za-z0-9_./-]+`' README.md CONTRIBUTING.md |
		tr -d '`' | sort -u); do
		[[ $file == *NAME* ]] || [ -e "$file" ] || missing+=" $file"
	done
	[ -z "$missing" ] || {
		echo "not there:$missing"
		false
	}
}

@test "each suite that docs/promises.md names is there, and each suite of faults keeps a promise" {
	local file named

	named=$(grep -o '`[a-z]*/[a-z-]*\.[a-z]*`' docs/promises.md | tr -d '`')
	[ "$(wc -l <<<"$named")" -gt 10 ]
	for file in $named; do
		[ -e "tests/$file" ] || {
			echo "not there: tests/$file"
			return 1
		}
	done
	for file in tests/fault/*.bats tests/fault/*.tap; do
		grep -qxF "${file#tests/}" <<<"$named" || {
			echo "keeps no promise: $file"
			return 1
		}
	done
}
