# SPDX-License-Identifier: GPL-2.0-or-later
# The schemas of the JSON, what is made of them, and that they only grow.

load lib

setup() {
	EBPFCTL_BUILDDIR=${EBPFCTL_BUILDDIR:-$EBPFCTL_SRCDIR}
	need jq jq
}

# "COMMAND PATH TYPES" for each key of each schema, sorted.
keys_of_schemas() {
	local file

	for file in schema/*.json; do
		jq -r --arg command "$(basename "$file" .json)" '
			def types: [.type // empty, (.enum // empty | "enum"),
				(.const // empty | "const"), (.anyOf // empty | "any"),
				(.["$ref"] // empty)] | flatten | join(",");
			paths(type == "object") as $path
			| select($path[-2] == "properties")
			| "\($command) \($path | map(tostring) | map(select(. != "properties")) | join("."))"
				+ " \(getpath($path) | types)"' "$file"
	done | LC_ALL=C sort
}

@test "each command that has -j has a schema, and no other" {
	local command

	for command in $(all_commands); do
		! "$EBPFCTL" help "$command" | grep -q -- '-j, --json' || echo "$command"
	done | LC_ALL=C sort >"$BATS_TEST_TMPDIR/commands"
	printf '%s\n' schema/*.json | sed 's,schema/,,; s/\.json//' |
		LC_ALL=C sort | diff "$BATS_TEST_TMPDIR/commands" -
}

@test "a schema is written as jq writes it, which the manual page is made of" {
	local file

	for file in schema/*.json; do
		jq . "$file" | diff "$file" -
	done
}

@test "every key that the program writes is in a schema, and described" {
	local keys

	keys=$(code src/out/*json*.c |
		grep -oE '\b(json|add|begin)_[a-z_]+\(&?json, "[a-z0-9_]+"' | sed 's/.*"\(.*\)"/\1/' |
		LC_ALL=C sort -u)
	[ "$(wc -l <<<"$keys")" -gt 40 ]
	says_nothing comm -23 <(echo "$keys") <(keys_of_schemas |
		sed 's/ [^ ]*$//; s/.*\.//; s/.* //' | LC_ALL=C sort -u)
	# shellcheck disable=SC2016 # of jq
	says_nothing jq -r 'paths(type == "object") as $path | select($path[-2] == "properties")
		| select(getpath($path) | has("description") | not) | $path | join(".")' schema/*.json
}

@test "ebpfctl-json(7) has every key of the schemas, and mandoc finds nothing to warn of" {
	local page=$EBPFCTL_BUILDDIR/man/ebpfctl-json.7

	need mandoc mandoc
	says_nothing mandoc -T lint -W warning "$page"
	says_nothing comm -23 <(keys_of_schemas | sed 's/ [^ ]*$//; s/.*\.//; s/.* //' |
		grep -v '_hex$' | LC_ALL=C sort -u) \
		<(sed -n 's/^\.It Cm .*\.//p; s/^\.It Cm //p' "$page" | LC_ALL=C sort -u)
}

# What keys_of_schemas prints, when this was written down: a line that is new is added there.
@test "no key of schema 1 was removed, renamed, or got another type" {
	says_nothing comm -23 tests/meta/schema-1.keys <(keys_of_schemas)
	says_nothing comm -13 tests/meta/schema-1.keys <(keys_of_schemas)
}
