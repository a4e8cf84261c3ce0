#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each route of opens on this kernel, whichever it is: forced, it loads and counts exactly, or
# is refused in words with nothing left. tests/vm/kernels.tap runs this in other kernels, all
# of which have all routes; EBPFCTL_TEST_ROUTES then says that none may be refused.
#
# shellcheck disable=SC2154 # what lib.bash sets

load ../../root/lib

# loads_by ROUTE: true when it is loaded; false when it is refused as it should be.
loads_by() {
	ctl load opens --via "$1"
	if [ "$status" -eq 0 ]; then
		[[ $out == "opens    loaded  via $1 on "* ]] || return 2
		return 0
	fi
	[[ " ${EBPFCTL_TEST_ROUTES-} " != *" $1 "* ]] || {
		echo "$1 is refused: $err"
		return 2
	}
	[[ $err == "ebpfctl: cannot load 'opens' via $1: this kernel "*$'\n'"hint: ebpfctl load opens "* ]] ||
		return 2
	no_ids_left
	return 1
}

# What both sides know of a call by any route: fexit and kprobe see flags with O_LARGEFILE
# and a masked mode.
in_common() {
	jq -c '{pid, tid, uid, comm, fd, errno, path, path_truncated}' "$1"
}

# route_is_exact ROUTE: 400 calls of all four kinds, with a reader.
route_is_exact() {
	local loaded=0

	loads_by "$1" || loaded=$?
	[ "$loaded" -ne 2 ]
	[ "$loaded" -eq 0 ] || return 0
	start_reader reader -j -n "r-$1"
	"$helpers/opener" "r-$1" calls mixed 400 "$PWD" >book
	stop_reader "$pid"
	[ "$status" -eq 0 ]
	same "the counts" "$(opens_of "r-$1")" "400 120"
	same "the sums" "$(summary_of reader.out delivered dropped lapsed reason)" "400 0 0 signal"
	books_close reader.out
	grep '"type":"open"' reader.out >events
	diff <(in_common events) <(in_common book)
	[ "$1" != tracepoint ] || diff <(as_written_down events) book
	same "the route in each record" "$(jq -r .via events | sort -u)" "$1"
	ctl unload
	gives 0 "opens    unloaded" ""
	no_ids_left
}

@test "fexit counts each call once, and hands on each record, or is refused in words" {
	route_is_exact fexit
}

@test "the tracepoints count each call once, and hand on each record, or are refused" {
	route_is_exact tracepoint
}

@test "kprobe counts each call once, and hands on each record, or is refused in words" {
	route_is_exact kprobe
}

@test "without --via the first route that attaches is taken: fexit, tracepoint, kprobe" {
	local route first='' loaded

	for route in fexit tracepoint kprobe; do
		loaded=0
		loads_by "$route" || loaded=$?
		[ "$loaded" -ne 2 ]
		[ "$loaded" -eq 0 ] || continue
		first=${first:-$route}
		ctl -q unload
	done
	ctl load opens
	[[ $out == "opens    loaded  via $first on "* ]]
	ctl load opens --via "$first"
	[[ $out == "opens    already loaded  via $first on "* ]]
}

@test "a relative path has its directory in front by each route; without the kernel's BTF, null" {
	local route loaded full="\"$PWD/deep/deeper/missing-file\",true"

	[ -e /sys/kernel/btf/vmlinux ] || full=null,null
	for route in fexit tracepoint kprobe; do
		loaded=0
		loads_by "$route" || loaded=$?
		[ "$loaded" -ne 2 ]
		[ "$loaded" -eq 0 ] || continue
		start_reader reader -F -j -x -n cat --prefix missing
		mkdir -p deep/deeper
		(cd deep/deeper && cat missing-file 2>/dev/null) || true
		stop_reader "$pid"
		same "via $route" "$(jq -c 'select(.type == "open")
			| [.path, .full_path, .full_path_complete]' reader.out)" \
			"[\"missing-file\",$full]"
		ctl -q unload
	done
}

@test "10,000 live frames in native mode are counted as exactly 10,000" {
	local i

	new_veth veth0 peer0
	ctl load packets -i veth0
	gives 0 "packets  loaded  veth0 native" ""
	# no more at a time than the 256 places in veth0's ring: a thread that has to get its
	# turn first may be what empties it
	for ((i = 0; i < 50; i++)); do
		"$helpers/frames" live peer0 200 "$UDP_FRAME"
	done
	counts veth0 "10000 600000 ipv4/udp=10000:600000"
	ctl unload
	gives 0 "packets  unloaded" ""
	no_ids_left
}

@test "20 cycles of unload and load in a row never meet a busy hook" {
	local i

	new_veth veth0 peer0
	for ((i = 0; i < 20; i++)); do
		ctl -q load packets opens -i veth0
		gives 0 "" ""
		ctl -q unload
		gives 0 "" ""
	done
	no_ids_left
}

# runs_of_stubs: how often what is attached has run, as the kernel counts it.
runs_of_stubs() {
	local ids

	ids=$("$EBPFCTL" list opens -j | jq -c '[.probes[].programs[] | select(.name | startswith("stub_")).id]')
	bpftool prog show -j | jq --argjson ids "$ids" \
		'[.[] | select(.id as $id | $ids | index($id)).run_cnt // 0] | add'
}

# runs_by WORD...: how many runs a program of ours makes.
runs_by() {
	local before

	before=$(runs_of_stubs)
	"$@" >/dev/null
	echo $(($(runs_of_stubs) - before))
}

@test "1,000 opens run what is attached 1,000 times, and 10,000 calls of getppid not at all, by each route" {
	local route loaded runs each others hammer=$EBPFCTL_BUILDDIR/tests/bench/hammer

	command -v bpftool >/dev/null || skip "bpftool is not installed"
	echo 1 >/proc/sys/kernel/bpf_stats_enabled
	for route in fexit tracepoint kprobe; do
		loaded=0
		loads_by "$route" || loaded=$?
		[ "$loaded" -ne 2 ]
		[ "$loaded" -eq 0 ] || continue
		each=1
		[ "$route" != kprobe ] || each=2 # entry and return
		runs=$(runs_by "$hammer" open 1000 /dev/null)
		echo "$route: $runs runs by 1,000 opens"
		[ "$runs" -ge $((1000 * each)) ]
		# programs that start, and who looks, open files
		others=$(runs_by true)
		runs=$(runs_by "$hammer" getppid 10000 /dev/null)
		echo "$route: $runs runs by 10,000 calls of getppid, $others by none"
		[ "$runs" -lt $((others + 5000)) ]
		ctl -q unload
	done
	echo 0 >/proc/sys/kernel/bpf_stats_enabled
}
