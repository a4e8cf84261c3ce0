# SPDX-License-Identifier: GPL-2.0-or-later
# What goes into a release: one version, every file, nothing of the machine it was made on.

load lib

# The words after NAME = in a Makemodule.am, over continued lines.
make_list() {
	sed -e ':more' -e '/\\$/N; s/\\\n/ /; t more' "$2" |
		sed -nE "s/^$1 \\+?= *(.*)/\\1/p" | tr -s ' \t' '\n' | grep . || true
}

version() {
	sed -n 's/^AC_INIT(\[ebpfctl\], \[\(.*\)\])$/\1/p' configure.ac
}

@test "configure.ac, NEWS, debian/changelog and the program have the same version" {
	local version

	version=$(version)
	[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]
	[ "$(grep -Em1 '^[0-9]+\.[0-9]+' NEWS)" = "$version" ]
	[ "$(sed -nE '1s/^ebpfctl \((.*)-[0-9]+\) .*/\1/p' debian/changelog)" = "$version" ]
	[ "$("$EBPFCTL" --version)" = "ebpfctl $version" ]
}

@test "the version stands in no other file" {
	local version

	version=$(version)
	! grep -rnF "$version" src bpf man m4 --include='*.[ch8]' --include='*.m4' --include='*.am' || false
}

@test "every test file is in the makefile, and every file in the makefile is there" {
	local lists

	lists=$(for list in CLI_TESTS META_TESTS ROOT_TESTS; do
		make_list $list tests/Makemodule.am
	done | LC_ALL=C sort)
	same "tests/*/*.bats" \
		"$(find tests/cli tests/meta tests/root -name '*.bats' | LC_ALL=C sort)" "$lists"
	same "tests/unit/test_*" \
		"$(find tests/unit -name 'test_*.c' | sed 's/\.c$//' | LC_ALL=C sort)" \
		"$(make_list UNIT_TESTS tests/Makemodule.am | LC_ALL=C sort)"
}

@test "every other file of the tests is in the makefile" {
	local file missing=

	# of a program in C its name alone, without .c, is in the list
	for file in $(tree_files | grep '^tests/.*\.[a-z]*$' | grep -v '\.\(bats\|am\)$'); do
		tr -s ' \t' '\n' <tests/Makemodule.am | grep -Eqx "$file|${file%.c}" ||
			missing+=" $file"
	done
	[ -z "$missing" ] || {
		echo "not in tests/Makemodule.am:$missing"
		false
	}
}

@test "every source file is in the makefile, and every file in the makefile is there" {
	same "src" \
		"$( (c_files src | grep -v '^src/main\.c$' && echo src/cmd/commands.def) | LC_ALL=C sort)" \
		"$(make_list src_libebpfctl_a_SOURCES src/Makemodule.am | LC_ALL=C sort)"
	same "bpf" "$(find bpf -name '*.bpf.c' | LC_ALL=C sort)" \
		"$(make_list BPF_PROGRAM_FILES bpf/Makemodule.am | LC_ALL=C sort)"
}

@test "every expected skip names a test that exists" {
	local line file name

	while IFS= read -r line; do
		[[ $line != '#'* && -n $line ]] || continue
		[[ $line == *' # '* ]] || { echo "$line: no reason" && false; }
		file=${line%%: *} name=${line#*: } name=${name%% \# *}
		grep -qF "@test \"$name\"" "tests/$file" || { echo "$line: no such test" && false; }
	done <tests/expected-skips
}

@test "every script can be run" {
	local file

	for file in bootstrap quickstart tests/run; do
		[ -x "$file" ] || { echo "$file is not executable" && false; }
	done
}

@test "no file names a directory of the machine it was written on" {
	local found directories='([w]ork|[h]ome|[r]oot|[m]nt|[U]sers)'

	found=$(tree_files | xargs grep -nE "(^|[^[:alnum:]_.-])/$directories/" || true)
	[ -z "$found" ] || {
		echo "$found"
		false
	}
}
