# SPDX-License-Identifier: GPL-2.0-or-later
# What a reader of the tree can rely on, file by file.

load lib

# complain FILE...: fails where there is one.
complain() {
	[ $# -eq 0 ] || {
		printf '%s\n' "$@"
		return 1
	}
}

@test "every file says its licence at the top" {
	local file bad=()

	for file in $(tree_files); do
		case $file in
		*.md | NEWS | .gitignore | .clang-format | .editorconfig) continue ;;
		debian/* | tests/expected-skips) continue ;;
		tests/objects/tutorial/*) continue ;; # as they were printed
		esac
		head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-2\.0-or-later' ||
			bad+=("$file: no SPDX line in the first three")
	done
	complain "${bad[@]}"
}

@test "every C file says in a comment at its head what it is for" {
	local file bad=()

	for file in $(c_files src bpf tests | grep -v /tutorial/) src/cmd/commands.def; do
		sed -n 1p "$file" | grep -Eq '^(// |/\* )SPDX-License-Identifier:' &&
			sed -n 2p "$file" | grep -Eq '^(/\*|//)' ||
			bad+=("$file: the second line begins no comment")
	done
	complain "${bad[@]}"
}

@test "every header has an include guard with its own name" {
	local file guard bad=()

	for file in $(c_files src bpf | grep '\.h$'); do
		guard=${file#src/} guard=${guard#bpf/}
		guard=$(tr 'a-z./' 'A-Z__' <<<"$guard")
		[ "$(code "$file" | cut -d: -f3- | grep -v '^ *$' | head -n 2)" = \
			"#ifndef $guard"$'\n'"#define $guard" ] ||
			bad+=("$file: does not begin with #ifndef $guard")
		[ "$(tail -n 1 "$file")" = '#endif' ] || bad+=("$file: does not end with #endif")
	done
	complain "${bad[@]}"
}

@test "no line ends with a blank, and every file with a newline" {
	local file bad=()

	for file in $(tree_files); do
		# a test compares output, which may end with a blank
		[[ $file == *.bats ]] || ! grep -Hn '[[:blank:]]$' "$file" >"$BATS_TEST_TMPDIR/found" ||
			bad+=("$(cat "$BATS_TEST_TMPDIR/found")")
		[ -z "$(tail -c 1 "$file")" ] || bad+=("$file: no newline at the end")
		grep -q $'\r' "$file" && bad+=("$file: has a CR")
		[ "$(tail -n 1 "$file")" ] || [ ! -s "$file" ] || bad+=("$file: ends with an empty line")
	done
	complain "${bad[@]}"
}

@test "no function is longer than 60 lines" {
	need ctags universal-ctags
	ctags --version | grep -q Universal ||
		skip "ctags is not the universal one: apt install universal-ctags"
	ctags -f - --languages=C --kinds-C=f --fields=+ne --sort=no $(c_files src bpf tests) |
		awk -F '\t' '
		{
			line = end = 0
			for (i = 4; i <= NF; i++) {
				if ($i ~ /^line:/) line = substr($i, 6)
				if ($i ~ /^end:/) end = substr($i, 5)
			}
			functions++
			if (end - line + 1 > 60) {
				print $2 ": " $1 "() has " end - line + 1 " lines"; long = 1
			}
		}
		END { exit long || functions < 100 }'
}

@test "no file of the program is longer than 400 lines" {
	local file bad=()

	for file in $(c_files src); do
		[ "$(wc -l <"$file")" -le 400 ] || bad+=("$file: $(wc -l <"$file") lines")
	done
	complain "${bad[@]}"
}

@test "clang-format leaves the program as it is" {
	need clang-format clang-format
	says_nothing clang-format --dry-run --Werror $(c_files src)
}

@test "shellcheck has nothing to say about the scripts" {
	need shellcheck shellcheck
	says_nothing shellcheck $(shell_files | grep -v '\.bats$')
}

# A text that is printed is not broken, so that it can be found.
@test "no line of the program but a text is wider than 100 columns, with tabs of 8" {
	local file bad=()

	for file in $(c_files src bpf); do
		mapfile -t -O ${#bad[@]} bad < <(expand "$file" |
			awk -v file="$file" 'length > 100 && !/"/ { print file ":" NR ": " length " columns" }')
	done
	complain "${bad[@]}"
}

# bash goes on after "! command" that should have failed, unless it is a function's last one.
@test "no test passes where a command succeeds that must fail: each line that begins with ! has a ||" {
	local bad

	mapfile -t bad < <(find tests \( -name '*.bats' -o -name '*.bash' \) -exec \
		grep -nE '^[[:blank:]]+! ' {} + | grep -vE "[|][|]|! -name")
	complain "${bad[@]}"
}
