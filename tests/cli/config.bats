# SPDX-License-Identifier: GPL-2.0-or-later
# Configuration files that are wrong, each with its whole message; nothing of them needs the kernel.

load lib

built_in='the built-in probes are packets and opens; ebpfctl list shows all that are loaded'
probes='the probes are packets and opens; a file has a / or a .: ./'

setup() {
	cd "$BATS_TEST_TMPDIR"
	umask 022
	mkdir conf
}

# wrong_line LINE MESSAGE [HINT]: the second line of conf/a.conf.
wrong_line() {
	local line=$1 message=$2 hint=${3-ebpfctl help load}

	printf '# a comment\n%b\n' "$line" >conf/a.conf
	refuse "conf/a.conf:2: $message" "$hint" apply --dry-run --config conf
}

# wrong_file MESSAGE [HINT]: what is in conf is refused, before any line of it is read.
wrong_file() {
	expect 1 '' "ebpfctl: $1"$'\n'"${2+hint: $2$'\n'}" apply --dry-run --config conf
}

# right LINE...
right() {
	printf '%s\n' "$@" >conf/a.conf
	take apply --dry-run --config conf
}

@test "an option or a value that load refuses is refused with load's words, and where it stands" {
	wrong_line 'packets --ifname eth0' "unknown option '--ifname'"
	wrong_line 'packets -z' "unknown option '-z'"
	wrong_line 'packets -i' "option '-i' needs a value"
	wrong_line 'packets --sizes=1' "option '--sizes' takes no value"
	wrong_line 'packets --mode fast' "mode 'fast': not auto, native or generic"
	wrong_line 'opens --via kretprobe' "route 'kretprobe': not auto, fexit, tracepoint or kprobe"
	wrong_line 'packets -i ""' "interface '': not a name of 1 to 15 bytes"
	wrong_line 'packets -i "eth 0"' "interface 'eth 0': not a name of 1 to 15 bytes"
	wrong_line 'packets --group nobody-has-it' "group 'nobody-has-it': there is no such group" \
		'groupadd --system nobody-has-it'
	wrong_line 'opens --group 4294967295' "group '4294967295': not from 0 to 4294967294"
}

@test "a probe that load refuses is refused, and so is an option of another one" {
	wrong_line 'load packets' "cannot load 'load': there is no such probe" "${probes}load"
	wrong_line 'packets opens lock' "cannot load 'lock': this name is reserved" \
		"$built_in"
	wrong_line 'packets # all of them' \
		"cannot load '#': a probe's name is a letter and up to 31 of A-Za-z0-9_-" \
		"$built_in"
	wrong_line 'opens -i eth0' "option '-i' is of packets, not of opens"
	wrong_line 'packets --latency' "option '--latency' is of opens, not of packets"
}

@test "a file of one's own is named from the root, and each probe once" {
	wrong_line 'mine.bpf.o' "file 'mine.bpf.o': its path does not begin with /" 'man ebpfctl.conf'
	wrong_line '/a/mine.bpf.o --sizes' "option '--sizes' is of packets, not of mine"
	echo '/a/mine.bpf.o' >conf/a.conf
	echo '/b/mine.bpf.o' >conf/b.conf
	refuse "conf/b.conf:1: file '/b/mine.bpf.o': conf/a.conf:1 has a 'mine' too" \
		'give one of them another name with --name' apply --dry-run --config conf
	rm conf/b.conf
	right '/a/mine.bpf.o' '/b/mine.bpf.o --name other'
}

@test "an option of one run has no place in a file" {
	local option

	for option in --dry-run --replace --json --quiet --verbose --help --version; do
		wrong_line "packets $option" "option '$option' has no place in a file" 'man ebpfctl.conf'
	done
	wrong_line '--bpffs=/run/bpf packets' "option '--bpffs' has no place in a file" 'man ebpfctl.conf'
}

@test "a line that no person writes is refused" {
	wrong_line 'packets -i "eth0' 'a " begins and does not end'
	wrong_line 'packets\t-i\teth0\r' 'byte 16 is the control character 0x0d'
	wrong_line 'pack\0000ets' 'byte 5 is the control character 0x00'
	wrong_line "packets $(printf '%4100s' x)" 'longer than 4096 bytes'
}

@test "two lines that say different things are refused, the second with where the first stands" {
	printf '%s\n' 'packets -i a --mode native' 'packets -i a -i b' 'packets -i a --mode generic' >conf/a.conf
	refuse "conf/a.conf:3: option '--mode': another one than in conf/a.conf:1" 'man ebpfctl.conf' \
		apply --dry-run --config conf
	echo 'opens --via kprobe' >conf/a.conf
	echo 'opens --via auto' >conf/b.conf
	refuse "conf/b.conf:1: option '--via': another one than in conf/a.conf:1" 'man ebpfctl.conf' \
		apply --dry-run --config conf
	echo 'packets --group root' >conf/a.conf
	echo 'packets -i a --group 7' >conf/b.conf
	refuse "conf/b.conf:1: option '--group': another one than in conf/a.conf:1" 'man ebpfctl.conf' \
		apply --dry-run --config conf
	echo 'packets --group 7' >conf/a.conf
	echo 'opens --group 8' >conf/b.conf
	refuse "conf/b.conf:1: option '--group': another one than in conf/a.conf:1" 'man ebpfctl.conf' \
		apply --dry-run --config conf
	echo '/nothere.o --group 8' >conf/b.conf
	refuse "conf/b.conf:1: option '--group': another one than in conf/a.conf:1" 'man ebpfctl.conf' \
		apply --dry-run --config conf
}

@test "of several lines that are wrong each is said" {
	printf '%s\n' 'packets -z' 'opens' 'opens --via x' >conf/b.conf
	echo 'packets --mode x' >conf/a.conf
	expect 2 '' "ebpfctl: conf/a.conf:1: mode 'x': not auto, native or generic
hint: ebpfctl help load
ebpfctl: conf/b.conf:1: unknown option '-z'
hint: ebpfctl help load
ebpfctl: conf/b.conf:3: route 'x': not auto, fexit, tracepoint or kprobe
hint: ebpfctl help load
" apply --dry-run --config conf
}

@test "a file that others can write, that is none, or too large, is refused" {
	echo opens >conf/a.conf
	chmod g+w conf/a.conf
	wrong_file "cannot use 'conf/a.conf': others may write to it" 'chmod go-w conf/a.conf'
	chmod 602 conf/a.conf
	wrong_file "cannot use 'conf/a.conf': others may write to it" 'chmod go-w conf/a.conf'
	rm conf/a.conf
	ln -s /etc/hostname conf/a.conf
	wrong_file "cannot use 'conf/a.conf': it is a symbolic link"
	rm conf/a.conf
	mkfifo conf/a.conf
	wrong_file "cannot use 'conf/a.conf': it is not a regular file"
	rm conf/a.conf
	mkdir conf/a.conf
	wrong_file "cannot use 'conf/a.conf': it is not a regular file"
	rmdir conf/a.conf
	head -c 65537 /dev/zero >conf/a.conf
	wrong_file "cannot use 'conf/a.conf': it is larger than 65536 bytes"
}

@test "a directory that others can write, or that is not there, is refused" {
	chmod 777 conf
	wrong_file "cannot use 'conf': others may write to it" 'chmod go-w conf'
	rmdir conf
	wrong_file "cannot read 'conf': No such file or directory"
	refuse "option '--config': an empty directory" 'ebpfctl help apply' apply --config=
}

@test "a file that another user owns is refused" {
	[ "$EUID" -eq 0 ] || skip "needs root, to make one of another user"
	echo opens >conf/a.conf
	chown 65534 conf/a.conf
	wrong_file "cannot use 'conf/a.conf': it is not owned by root"
	chown 0 conf/a.conf
	chown 65534 conf
	wrong_file "cannot use 'conf': it is not owned by root"
}

@test "lines that say the same, or what the others leave open, are taken" {
	right '' '#' ' 	# blanks before it' packets 'packets -i a' 'packets -i a --mode native' 'packets -i "a"'
	right 'packets opens --group root' '--group 0' opens 'opens --via auto' 'opens --via=auto'
	right '-i a -i b --mode "gene""ric"' 'packets -ib' 'packets -i a --mode=generic --sizes'
	right
}

@test "what is not named *.conf is not read, and neither is what begins with a dot" {
	local name

	for name in a a.conf~ a.conf.dpkg-old .a.conf README; do
		echo nonsense >"conf/$name"
	done
	take apply --dry-run --config conf
	[ "$(ls -A conf | wc -l)" -eq 5 ]
}

@test "apply refuses what does not go together, and operands" {
	refuse "unexpected word 'packets'" 'ebpfctl help apply' apply packets
	refuse "option '--upgrade' takes no '-i' and no '--config'" 'ebpfctl help apply' \
		apply --upgrade -i lo
	refuse "option '--upgrade' takes no '-i' and no '--config'" 'ebpfctl help apply' \
		apply --upgrade --config conf
	refuse "interface 'a/b': not a name of 1 to 15 bytes" 'ebpfctl help apply' apply -i a/b
}
