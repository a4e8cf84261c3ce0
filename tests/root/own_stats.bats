#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# stats of an object of one's own: each map under the names of its source, exactly.
#
# shellcheck disable=SC2154 # what lib.bash sets

load lib

maps=$PINS/maps/maps
object=$EBPFCTL_BUILDDIR/tests/objects/maps.bpf.o

load_maps() {
	ctl load "$object"
	same "the exit status of load" "$status" 0
	same "standard error of load" "$err" ""
}

# put MAP KEY VALUE: bytes in hex.
put() {
	# shellcheck disable=SC2086 # bytes
	bpftool map update pinned "$maps/$1" ${2:+key hex $2} value hex $3
}

# of MAP: what is shown of it, without the first line.
shown() {
	ctl stats maps --map "$1" "${@:2}"
	same "standard error" "$err" ""
	same "the exit status" "$status" 0
	out=$(tail -n +2 <<<"$out")
}

# in_json MAP FILTER [WORD]...
in_json() {
	ctl stats maps --map "$1" -j "${@:3}"
	same "standard error" "$err" ""
	jq -c ".probes[0].maps[0] | $2" <<<"$out"
}

comm_bytes() {
	printf '%s' "$1" | xxd -p | sed 's/../& /g'
	printf '00 %.0s' $(seq $((16 - ${#1})))
}

le() {
	local number=$1 bytes=$2 i

	for ((i = 0; i < bytes; i++)); do
		printf '%02x ' $((number >> 8 * i & 255))
	done
}

@test "numbers are numbers, and an array hides its zeros from people alone" {
	load_maps
	put numbers "$(le 2 4)" "ff ff ff ff ff ff ff ff"
	shown numbers
	same "the table" "$out" "  numbers  array of 4
    key                 value
      2  18446744073709551615
    (3 more, all zeros)"
	same "the entries" "$(in_json numbers '[.entries[] | [.key, .value]]')" \
		'[[0,0],[1,0],[2,18446744073709551615],[3,0]]'
}

@test "a struct is its members: nested, signed, enum, union, bit fields, arrays, text" {
	local value

	load_maps
	value="$(le 12 8)$(le 65533 2)01 00 $(le 2 4)$(le 4294967295 4)$(le 7 4)$(le 16909060 4)"
	value+="$(le $((5 | 1000 << 3)) 4)$(le 80 2)$(le 443 2)$(le 0 2)00 00 "
	value+="00 00 00 00 00 00 f8 3f"
	put records "$(le 4711 4)$(comm_bytes 'a b')" "$value"
	shown records
	same "the table" "$out" "  records  hash of 64
    key.pid  key.comm  count  balance  is_hot  color  at.x  at.y      word  octets        low  high  ports         ratio
       4711  a b          12       -3  true    GREEN    -1     7  16909060  [4, 3, 2, 1]    5  1000  [80, 443, 0]  1.5"
	same "the entry" "$(in_json records '.entries' | command jq -cS .)" "$(command jq -cS . <<<'[{"key":{"pid":4711,"comm":"a b"},"value":{
		"count":12,"balance":-3,"is_hot":true,"color":"GREEN","at":{"x":-1,"y":7},"word":16909060,
		"octets":[4,3,2,1],"low":5,"high":1000,"ports":[80,443,0],"ratio":1.5}}]')"
}

@test "names that others chose are escaped, and JSON keeps their bytes" {
	load_maps
	put records "$(le 1 4)1b 5b 33 31 6d ff 0a 00 $(printf '00 %.0s' {1..8})" "$(printf '00 %.0s' {1..48})"
	shown records
	[[ $out == *'  \x1b[31m\xff\n  '* ]]
	same "the bytes" "$(in_json records '.entries[0].key.comm_hex')" '"1b5b33316dff0a"'
}

@test "values of CPUs are summed, and with --per-cpu by themselves" {
	local cpus

	load_maps
	cpus=$(nproc --all)
	put_cpus
	shown per_cpu
	same "the table" "$out" "  per_cpu  percpu_array of 2
    key  hits  last
      1     $((3 * cpus))  x
    (1 more, all zeros)"
	same "the sum" "$(in_json per_cpu '.entries[1].value.hits')" "$((3 * cpus))"
	same "each" "$(in_json per_cpu '[.entries[1].cpus[].hits] | unique' --per-cpu)" "[3]"
	same "all of them" "$(in_json per_cpu '.entries[1].cpus | length' --per-cpu)" \
		"$(cpus_possible)"
	shown per_cpu --per-cpu
	same "the head" "$(sed -n 2p <<<"$out")" "    key  hits  last  cpu"
	same "the first CPU" "$(sed -n 3p <<<"$out")" "      1     3  x       0"
}

# The same on each CPU that is there.
put_cpus() {
	put per_cpu "$(le 1 4)" "$(le 3 8)78 00 00 00 00 00 00 00"
}

cpus_possible() {
	local first last

	IFS=- read -r first last </sys/devices/system/cpu/possible
	echo $((${last:-$first} + 1))
}

@test "the variables of an object are shown by name" {
	local before

	load_maps
	ctl stats maps --map .data
	same "the screen" "$(tail -n +2 <<<"$out")" "  .data  array
    hits      3
    where.x   -1
    where.y   2
    greeting  hello"
	same "in JSON" "$(in_json .data .variables | command jq -cS .)" \
		'{"greeting":"hello","hits":3,"where":{"x":-1,"y":2}}'
	same "a constant" "$(in_json .rodata .variables.limit)" 7
	# others on this machine send signals too
	before=$(in_json .bss .variables.total)
	kill -0 $$
	kill -0 $$
	[ "$(in_json .bss .variables.total)" -ge $((before + 2)) ]
}

@test "a section has its name with its dots, and one of literals is bytes" {
	ctl load "$EBPFCTL_BUILDDIR/tests/objects/globals.bpf.o"
	same "the exit status" "$status" 0
	ctl stats globals --map .data.custom
	same "the name" "$(sed -n 2p <<<"$out")" "  .data.custom  array"
	ctl load "$EBPFCTL_BUILDDIR/tests/objects/records.bpf.o"
	same "the exit status" "$status" 0
	ctl stats records --map .rodata.str1.1
	gives 0 "$out" ""
	same "the table" "$(tail -n +2 <<<"$out")" "  .rodata.str1.1  array of 1
    key  value
      0  6d 61 6e 79 0a 00"
	ctl stats records --map .rodata.str1.1 -j
	same "in JSON" "$(jq -c '.probes[0].maps[0] | [.name, .entries[0].value]' <<<"$out")" \
		'[".rodata.str1.1","6d 61 6e 79 0a 00"]'
}

@test "a longest prefix trie, an LRU hash, a hash per CPU" {
	load_maps
	put routes "08 00 00 00 0a 00 00 00" "$(le 1 4)"
	put routes "18 00 00 00 0a 01 02 00" "$(le 2 4)"
	put recent "$(le 5 4)" "$(le 1 4)$(le 4294967294 4)"
	shown routes --sort key.prefix
	same "the routes" "$out" "  routes  lpm_trie of 16
    key.prefix  key.address    value
            24  [10, 1, 2, 0]      2
             8  [10, 0, 0, 0]      1"
	shown recent
	same "the recent" "$out" "  recent  lru_hash of 64
    key  x   y
      5  1  -2"
	shown per_cpu_hash
	same "an empty one" "$out" "  per_cpu_hash  percpu_hash of 8
    (empty)"
}

@test "a queue and a stack show what comes next, and lose nothing" {
	local i

	load_maps
	for i in 7 8; do
		put waiting "" "$(le $i 4)"
		put piled "" "$(le $i 4)"
	done
	for i in 1 2 3; do
		same "the first of the queue" "$(in_json waiting .next)" 7
		same "the top of the stack" "$(in_json piled .next)" 8
	done
	shown waiting
	same "the queue" "$out" "  waiting  queue of 4: what comes next
    value
        7"
}

@test "maps in a map are opened, and one that is not there is not shown" {
	local id

	load_maps
	id=$(bpftool map show pinned "$maps/first" -j | jq .id)
	put first "$(le 1 4)" "$(le 3 4)$(le 4 4)"
	bpftool map update pinned "$maps/nested" key hex "05 00 00 00" value pinned "$maps/first" 2>/dev/null ||
		bpftool map update pinned "$maps/nested" key 5 0 0 0 value pinned "$maps/first"
	shown nested
	same "the table" "$out" "  nested  hash_of_maps of 4
    [5]  map $id, array of 2
      key  x  y
        1  3  4
      (1 more, all zeros)"
	same "in JSON" "$(in_json nested '[.entries[0].key, .entries[0].value.map_id, .entries[0].value.entries[1].value.y]')" \
		"[5,$id,4]"
}

@test "stack traces have the kernel's names" {
	load_maps
	(exec true)
	shown stacks
	same "the first line" "$(head -n 1 <<<"$out")" "  stacks  stack_trace of 16"
	if grep -q '^0*[1-9a-f][0-9a-f]* ' /proc/kallsyms; then
		grep -q '^      [a-zA-Z_][a-zA-Z0-9_.]*+0x[0-9a-f]*$' <<<"$out"
	else # kernel.kptr_restrict is 2: the kernel tells no names
		grep -q '^      0xffff[0-9a-f]*$' <<<"$out"
	fi
	in_json stacks '.entries[0].value[0]' | grep -q '"address":"0xffff'
}

@test "what only programs can read is named, and a stream too" {
	load_maps
	shown filter
	same "the filter" "$out" "  filter  bloom_filter of 16: only programs can read it"
	shown groups
	same "cgroups" "$out" "  groups  cgroup_array of 1: only programs can read it"
	shown ring
	same "the ring" "$out" "  ring  ringbuf of 4096: a stream, for \`ebpfctl events\`"
	same "in JSON" "$(in_json ring .entries)" null
}

@test "without a type there are bytes in hex" {
	load_maps
	put untyped "01 02" "0a 0b ff"
	shown untyped
	same "the table" "$out" "  untyped  hash of 8
    key    value
    01 02  0a 0b ff"
	same "in JSON" "$(in_json untyped '.entries[0] | [.key, .value]')" '["01 02","0a 0b ff"]'
}

@test "--sort and --top show the largest, and how many are left out" {
	local i

	load_maps
	for i in 3 9 1 7 5; do
		put recent "$(le "$i" 4)" "$(le $((i * 10)) 4)$(le $((255 - i)) 4)"
	done
	shown recent --sort x --top 2
	same "by a value" "$out" "  recent  lru_hash of 64
    key   x    y
      9  90  246
      7  70  248
    (3 more: --top N)"
	same "by a key" "$(in_json recent '[.entries[].key]' --sort key)" "[9,7,5,3,1]"
	same "left out" "$(in_json recent '[.left_out, (.entries | length)]' --sort y --top 1)" "[4,1]"
	same "not sorted" "$(in_json recent '.entries | length' --top 3)" 3
	ctl stats maps --sort nothing
	gives 2 "" "ebpfctl: cannot sort 'maps': it has no field 'nothing'
hint: ebpfctl help stats"
}

@test "a map that is not there, and options of another probe, are told" {
	load_maps
	ctl stats maps --map none
	same "the exit status" "$status" 2
	same "the message" "${err%%$'\n'*}" "ebpfctl: cannot read 'maps': it has no map 'none'"
	[[ $err == *$'\nhint: its maps are .bss, .data, .rodata, filter, '* ]]
	ctl stats packets --map x
	gives 2 "" "ebpfctl: option '--map' is of own probes, not of packets and opens
hint: ebpfctl help stats"
	ctl stats maps -o prometheus
	gives 2 "" "ebpfctl: format 'prometheus': only of packets and opens
hint: ebpfctl help stats"
	ctl stats other
	gives 3 "" "ebpfctl: cannot read 'other': not loaded"
}

@test "built-in probes and own ones in one document" {
	load_maps
	loads opens
	same "their names" "$("$EBPFCTL" stats maps opens -j | jq -c '[.probes[].name]')" '["opens","maps"]'
	[ "$("$EBPFCTL" stats opens maps | grep -c '^opens \|^maps ')" = 2 ]
	ctl unload maps
	gives 0 "maps     unloaded" ""
}

# grown: by how much the entry 0 of `numbers` grew, by the rates and intervals of watch.out.
grown() {
	jq -s '[.[] | .interval_ns * (.probes[0].maps[0].entries[0].per_second.value // 0) / 1e9]
		| add | round' watch.out
}

has_grown() {
	[ "$(grown)" = "$1" ]
}

@test "--watch shows what numbers grew by per second, and ends with the probe" {
	load_maps
	put numbers "$(le 0 4)" "$(le 7 8)"
	as=watch start "$EBPFCTL" stats maps --map numbers -w --interval 0.2 -j
	eventually test -s watch.out
	put numbers "$(le 0 4)" "$(le 1007 8)"
	eventually has_grown 1000
	"$EBPFCTL" unload maps >/dev/null
	ended "$pid"
	same "the exit status" "$status" 3
	same "standard error" "$(<watch.err)" "ebpfctl: maps was unloaded"
}

@test "--watch adds a column for each number, and a rate to variables" {
	load_maps
	put recent "$(le 5 4)" "$(le 1 4)$(le 2 4)"
	ctl stats maps --map recent -w -c 1 --interval 0.1
	gives 0 "$out" ""
	same "the table" "$(tail -n 2 <<<"$out")" "    key  x  y  x/s  y/s
      5  1  2  0.0  0.0"
	ctl stats maps --map .data -w -c 1 --interval 0.1
	same "a variable" "$(sed -n 3p <<<"$out")" "    hits      3  0.0/s"
	ctl stats maps -w --per-cpu
	gives 2 "" "ebpfctl: option '--per-cpu' does not go with '--watch'
hint: ebpfctl help stats"
	ctl stats maps packets -w
	gives 2 "" "ebpfctl: option '--watch': own probes and built-in ones one at a time
hint: ebpfctl help stats"
}
