#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Objects of one's own at hooks that a kernel has to be built for: each counts exactly.
#
# shellcheck disable=SC2154 # what lib.bash sets

load ../../root/lib
load ../../root/own

@test "functions of the kernel: kprobes, fentry, fexit and fmod_ret" {
	local kind

	for kind in kprobe kretprobe fentry fexit fmod_ret; do
		counts_calls "$kind"
	done
}

@test "functions by a pattern are counted, or refused where the kernel cannot" {
	ctl load "$OBJECTS/kprobe_multi.bpf.o"
	if [ "$status" -eq 1 ]; then
		gives 1 "" "ebpfctl: cannot load 'kprobe_multi': cannot attach 'hit' to 'kprobe.multi/ksys_unshar*': Operation not supported"
		no_ids_left
		return
	fi
	unloads kprobe_multi
	counts_calls kprobe_multi
}

@test "fexit sees the result of each call" {
	loads_object fexit
	"$CALLER" 4
	same "the sum of -EINVAL" "$(global fexit results)" -88
	unloads fexit
}

@test "system calls by name, at their entry and at their return" {
	counts_calls ksyscall
	counts_calls kretsyscall
}

@test "a security hook is called, and allows what was allowed" {
	counts_calls lsm
}

@test "a function of a program, its return, and a place that it has marked" {
	counts_calls uprobe --program "hit=uprobe/$CALLER:mark"
	counts_calls uretprobe --program "hit=uretprobe/$CALLER:mark"
	counts_calls usdt --program "hit=usdt/$CALLER:caller:mark"
}

@test "--pid leaves out all other processes" {
	start sleep infinity
	loads_object uprobe --program "hit=uprobe/$CALLER:mark" --pid "$pid"
	"$CALLER" 3
	same "the calls of another" "$(global uprobe calls)" 0
	unloads uprobe
}

@test "what is not there is refused with the hook, and nothing is left" {
	ctl load "$OBJECTS/kprobe.bpf.o" --program hit=kprobe/no_such_function
	gives 1 "" "ebpfctl: cannot load 'kprobe': cannot attach 'hit' to 'kprobe/no_such_function': No such file or directory
hint: ebpfctl hooks '*no_such_function*' shows what there is"
	ctl load "$OBJECTS/uprobe.bpf.o" --program "hit=uprobe/$CALLER"
	gives 1 "" "ebpfctl: cannot load 'uprobe': cannot attach 'hit' to 'uprobe/$CALLER': it is not BINARY:FUNCTION
hint: --program hit=uprobe/BINARY:FUNCTION"
	ctl load "$OBJECTS/uprobe.bpf.o"
	gives 1 "" "ebpfctl: cannot load '$OBJECTS/uprobe.bpf.o': cannot attach 'hit' to 'uprobe': it does not name BINARY:FUNCTION
hint: --program hit=uprobe/BINARY:FUNCTION"
	ctl load "$OBJECTS/kprobe.bpf.o" --program hit=kprobe/get_kprobe # which is used by them
	gives 1 "" "ebpfctl: cannot load 'kprobe': cannot attach 'hit' to 'kprobe/get_kprobe': Invalid argument
hint: ebpfctl hooks 'get_kprobe' says what attaches to it"
	no_ids_left
}

@test "a function with more arguments than the kernel hands on is attached, or refused in words" {
	ctl load "$OBJECTS/fentry.bpf.o" --program hit=fentry/do_mmap
	if [ "$status" -eq 1 ]; then
		gives 1 "" "ebpfctl: cannot load 'fentry': cannot attach 'hit' to 'fentry/do_mmap': the kernel does not support it
hint: ebpfctl hooks 'do_mmap' says what attaches to it"
		no_ids_left
		return
	fi
	unloads fentry
}

@test "the tutorial's tracer of opens is loaded as it is printed, and runs" {
	ctl load "$OBJECTS/tutorial/helloworld.bpf.o"
	gives 0 "helloworld loaded
  trace_file_open  kprobe/do_sys_openat2" ""
	same "its map" "$(names_in "$PINS/helloworld/maps")" events
	unloads helloworld
}
