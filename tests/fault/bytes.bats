#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Hostile bytes: in paths, comms, names of interfaces, arguments and the environment. What a
# terminal gets is printable and decodes to the same bytes; JSON is valid and keeps them.
#
# shellcheck disable=SC2154,SC2034 # what lib.bash sets and reads
# shellcheck disable=SC2030,SC2031

load lib

# Names, as bash writes them: each byte but NUL and the slash, and what terminals act upon.
hostile_names() {
	local i

	for ((i = 1; i < 256; i++)); do
		[ "$i" -eq 47 ] || printf '$'"'"'b\\x%02x.\n' "$i" | sed "s/\$/'/"
	done
	cat <<'NAMES'
$'\e[31mred\e[0m'
$'\e]0;title\a'
$'\e]52;c;cm0gLXJm\a'
$'\eP1$r\e\\'
$'\x9b31m'
$'\xc2\x9b31m'
$'one\ntwo: 1 events, 0 lost'
$'\rover'
$'\u202egnp.exe'
$'\u2066iso\u2069'
$'\u2028line\u2029'
$'\ufeffbom'
$'\xc0\x80'
$'\xed\xa0\x80'
$'\xf4\x90\x80\x80'
$'\xff\xfe'
$'\xe2\x82'
$'"},{"path":"forged'
$'\\x41\\\\n'
$'"} 1\nforged{comm="x'
NAMES
}

# Each name on a line, in hex.
names_in_hex() {
	local quoted

	while IFS= read -r quoted; do
		eval "printf %s $quoted" | xxd -p | tr -d '\n'
		echo
	done < <(hostile_names)
}

# open_all: cat opens each name, none of which is there, in the directory h.
open_all() {
	local quoted name

	mkdir -p h
	while IFS= read -r quoted; do
		eval "name=$quoted"
		printf 'h/%s\0' "$name"
	done < <(hostile_names) >list
	xargs -0 -n 50 cat <list >/dev/null 2>&1 || :
}

# decode: text as ebpfctl escapes it, a line each, to hex.
decode() {
	perl -ne 'chomp; s/\\(x([0-9a-f]{2})|n|t|\\)/
		$2 ne "" ? chr hex $2 : $1 eq "n" ? "\n" : $1 eq "t" ? "\t" : "\\"/gex;
		print unpack("H*", $_), "\n"'
}

# has_only_text FILE: printable ASCII and printable UTF-8, lines, and nothing that moves them.
has_only_text() {
	perl -MEncode -0777 -ne '
		my $text = eval { decode("UTF-8", $_, Encode::FB_CROAK) } // die "not UTF-8\n";
		$text =~ s/\r?\n//g;
		die sprintf("U+%04X is there\n", ord $1)
			if $text =~ /([\x00-\x1f\x7f-\x9f\x{61c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}\x{feff}])/;
		' "$1"
}

@test "paths of every byte and of every trick, through a terminal, are printable and decode back" {
	local reader count

	loads opens
	names_in_hex >expected
	count=$(wc -l <expected)
	for locale in C.UTF-8 C; do
		as=reader start env LC_ALL="$locale" script -qec \
			"stty -onlcr; exec '$EBPFCTL' events -O path -n cat --prefix h/ -c $count" typescript
		reader=$pid
		eventually any_reader
		open_all
		ended "$reader"
		has_only_text reader.out
		grep '^h/' reader.out | tr -d '\r' | decode | sed 's/^682f//' >decoded
		diff expected decoded
		swept "$count" "hostile cases"
	done
}

any_reader() {
	[[ $("$EBPFCTL" list -j) == *'"readers":[{"pid":'* ]]
}

@test "in JSON paths of every byte are valid, and path_hex has what is not UTF-8" {
	local reader count

	loads opens
	names_in_hex >expected
	count=$(wc -l <expected)
	start_reader reader -j -n cat --prefix h/ -c "$count"
	reader=$pid
	open_all
	ended "$reader"
	# strictly: perl's own parser too, and no byte that is not UTF-8
	perl -MJSON::PP -MEncode -ne 'my $one = JSON::PP->new->utf8->decode($_);
		next unless $one->{type} eq "open";
		print defined $one->{path_hex} ? $one->{path_hex}
			: unpack("H*", encode("UTF-8", $one->{path})), "\n"' reader.out |
		sed 's/^682f//' >decoded
	diff expected decoded
	swept "$count" "hostile cases"
}

@test "a path of 4,095 bytes, of any byte, is shown whole" {
	local reader long

	loads opens
	printf -v long '\x1b%.0s' {1..254}
	long=$(printf "$long/%.0s" {1..16})
	long=${long:0:4094}a
	start_reader reader -O path -n cat
	reader=$pid
	cat "${long:0:4095}" >/dev/null 2>&1 || :
	stop_reader "$reader"
	has_only_text reader.out
	same "the bytes" "$(grep '^\\x1b' reader.out | decode)" "$(printf %s "${long:0:4095}" | xxd -p | tr -d '\n')"
	swept 1 "hostile cases"
}

@test "comms of every trick are one line of text, valid JSON, and one label of Prometheus" {
	local name quoted count=0

	loads opens
	while IFS= read -r quoted; do
		eval "name=$quoted"
		"$helpers/opener" "${name:0:15}" loop path 3 >/dev/null
		count=$((count + 1))
	done < <(hostile_names)
	"$EBPFCTL" stats opens >text
	has_only_text text
	"$EBPFCTL" stats opens -j >json
	jq -e '[.probes[0].comms[] | select(.opens == 3)] | length > 100' json >/dev/null
	! grep -q '"comm":"[^"]*","opens":[0-9]*,"failed":[0-9]*,"forged' json || false
	"$EBPFCTL" stats opens -o prometheus --top 1000 >metrics
	has_only_text metrics
	same "lines that are none of ours" "$(grep -vE '^(# (HELP|TYPE) ebpfctl_|ebpfctl_[a-z_]+(\{([a-z0-9]+="([^"\\]|\\.)*",?)*\})? [0-9.]+$)' metrics)" ""
	swept "$count" "hostile cases"
}

@test "names of interfaces of every trick are listed as text and as valid JSON" {
	local name names=($'\e[31mx' $'a\xffb' $'\u202egnp' $'q"\\' $'\x9bx' $'tab\x07' $'\xe2\x80\xa8') count=0

	for name in "${names[@]}"; do
		ip link add "$name" type veth peer name "p$count" 2>/dev/null || continue
		ip link set "$name" up
		loads packets -i "$name"
		"$EBPFCTL" list >text
		has_only_text text
		"$EBPFCTL" stats >text
		has_only_text text
		"$EBPFCTL" stats -o prometheus >text
		has_only_text text
		"$EBPFCTL" list -j | perl -MJSON::PP -e 'local $/; JSON::PP->new->utf8->decode(<STDIN>)'
		ctl unload packets -i "$name"
		same "the exit status of unload" "$status" 0
		printf '%s\n' "$out" >text
		has_only_text text
		ip link delete "$name"
		count=$((count + 1))
	done
	[ "$count" -ge 4 ]
	swept "$count" "hostile cases"
}

@test "arguments and variables of hostile bytes are told as text" {
	local quoted name word count=0

	while IFS= read -r quoted; do
		eval "name=$quoted"
		for word in "stats" "load -i" "events -u" "events -f" "hooks" "--bpffs" "load --mode"; do
			# shellcheck disable=SC2086 # words
			timeout 5 "$EBPFCTL" $word "$name" >text 2>&1 || :
			has_only_text text
		done
		EBPFCTL_BPFFS=$name TERM=$name COLUMNS=$name "$EBPFCTL" list >text 2>&1 || :
		has_only_text text
		count=$((count + 8))
	done < <(hostile_names | awk 'NR % 40 == 0 || NR > 262')
	swept "$count" "hostile cases"
}
