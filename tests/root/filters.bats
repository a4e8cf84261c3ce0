#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What `events` lets through and how it shows it: filters in the kernel, full paths, columns,
# counts and commands, against a program that does what it is told and opens nothing else.
#
# shellcheck disable=SC2154 # what lib.bash sets
# shellcheck disable=SC2030,SC2031,SC2094

load lib

OPENS_EACH=50000
! is_small || OPENS_EACH=2000
# More than small rings hold, and done before a lease is over.
MANY=5000
! is_small || MANY=1500
readonly GROUPS_PLACE=/mnt

# What do_sys_openat2 gets to see besides the caller's flags.
added_flags() {
	! is_at_function || echo '|O_LARGEFILE'
}

steps() {
	"$helpers/steps" "$@"
}

# paths_in READER: of its events, in order, in one line; null for one that was unreadable.
paths_in() {
	jq -r 'select(.type == "open").path' "$1.out" | paste -s -d ' '
}

# shows READER PATHS: it lost nothing, got exactly these, in this order, and its books close.
shows() {
	same "what $1 says" "$(<"$1.err")" ""
	same "what $1 shows" "$(jq -r -s 'last as $sums | map(select(.type == "open"))
		| (map(.path | tostring) | join(" ")), ($sums | [.dropped, .lapsed]
			+ [.hits - .delivered - .filtered - .dropped - .lapsed]
			+ [$sums.delivered - $shown] | join(" "))' --argjson shown \
		"$(grep -c '"type":"open"' "$1.out")" "$1.out")" "$2"$'\n'"0 0 0 0"
}

# add_reader NAME WORD...: one of several, which start at the same time.
add_reader() {
	local name=$1

	shift
	as=$name start "$EBPFCTL" events "$@"
}

# all_read: all that were added are reading.
all_read() {
	eventually are_reading
}

are_reading() {
	local list reader

	list=$("$EBPFCTL" list -j)
	for reader in "${started[@]}"; do
		[[ $list == *"{\"pid\":$reader,"* ]] || return 1
	done
}

# stop_readers: all that were started since $started was emptied.
stop_readers() {
	local reader

	kill -INT "${started[@]}"
	for reader in "${started[@]}"; do
		ended "$reader"
		[ "$status" -eq 0 ]
	done
	started=()
}

# has_events READER COUNT
has_events() {
	[ "$(grep -c '"type":"open"' "$1.out")" -ge "$2" ]
}

# has_lines FILE COUNT
has_lines() {
	[ "$(wc -l <"$1")" -ge "$2" ]
}

needs_btf() {
	[ -e /sys/kernel/btf/vmlinux ] || skip "this kernel has no BTF"
}

# ---- control groups: of this mount namespace, but of the whole machine ----

readonly GROUP=$GROUPS_PLACE/ebpfctl-root-tests

mount_groups() {
	mount -t cgroup2 cgroup2 "$GROUPS_PLACE" || skip "this kernel has no cgroup v2"
}

remove_groups() {
	[ "$(stat --file-system --format %T "$GROUPS_PLACE")" = cgroup2fs ] || return 0
	find "$GROUP" -depth -type d -exec rmdir {} + 2>/dev/null || :
	umount --lazy "$GROUPS_PLACE"
}

# in_group DIR WORD...: a program in that group.
in_group() {
	# shellcheck disable=SC2016 # the inner shell expands it
	sh -c 'echo $$ >"$1/cgroup.procs" && shift && exec "$@"' sh "$@"
}

eval "teardown_of_lib() $(declare -f teardown | tail -n +2)"
teardown() {
	is_enabled || return 0
	stop_started
	remove_groups
	teardown_of_lib
}

# ---- filters in the kernel ----

@test "filters by thread let through that thread, and nothing of its process" {
	local process thread

	loads opens
	mkfifo words
	from=words as=said start "$helpers/steps" comm k-tid \
		thread say thread wait open O_RDONLY /t1 open O_RDONLY /t2 end \
		say main wait open O_RDONLY /m1
	process=$pid
	exec 5>words
	eventually has_lines said.out 2
	thread=$(awk '$1 == "thread" { print $3 }' said.out)
	same "the main thread" "$(grep main said.out)" "main $process $process"
	started=()
	add_reader one -j -t "$thread"
	add_reader main -j --tid "$process"
	add_reader both -j -t "$thread" -t "$process"
	add_reader negated -j -n 'k-*' -t "!$thread"
	add_reader none -j -p "$process" -t "!$thread" -t "!$process"
	add_reader both_ways -j -t "$thread" -t "!$thread"
	all_read
	# one byte for each, and the second when the first one's are there
	printf x >&5
	sleep 0.1
	printf x >&5
	exec 5>&-
	ended "$process"
	same "the exit status" "$status" 0
	stop_readers
	shows one "/t1 /t2"
	shows main "/m1"
	same "of both" "$(paths_in both | tr ' ' '\n' | sort | paste -s -d ' ')" "/m1 /t1 /t2"
	books_close both.out
	shows negated "/m1"
	shows none ""
	shows both_ways ""
	same "the numbers" "$(jq -s -c 'map(select(.type == "open") | [.pid, .tid]) | unique' one.out)" \
		"[[$process,$thread]]"
}

@test "filters by error let through that error, by its name and by its number" {
	loads opens
	touch file
	mkdir directory
	add_reader name -j -n k-errno --errno ENOENT
	add_reader number -j -n k-errno --errno=2
	add_reader two -j -n k-errno --errno ENOTDIR --errno 21
	add_reader negated -j -n k-errno --errno '!ENOENT'
	add_reader negated_two -j -n k-errno --errno '!2' --errno '!EISDIR'
	add_reader failed_not -j -n k-errno -x --errno '!ENOENT' --errno '!ENOTDIR'
	add_reader never -j -n k-errno --errno EPERM
	add_reader either -j -n k-errno --errno ENOENT --errno EISDIR --errno '!EISDIR'
	all_read
	steps comm k-errno open O_RDONLY file open O_RDONLY none open O_RDONLY file/x \
		open O_WRONLY directory open O_CREAT,O_EXCL file open O_RDONLY none/x
	stop_readers
	shows name "none none/x"
	shows number "none none/x"
	shows two "file/x directory"
	shows negated "file file/x directory file"
	shows negated_two "file file/x file"
	shows failed_not "directory file"
	shows never ""
	shows either "none none/x"
}

@test "filters by flag let through opens with that flag, and access modes are told apart" {
	loads opens
	add_reader creating -j -n k-flag -f O_CREAT
	add_reader not_creating -j -n k-flag -f '!O_CREAT'
	add_reader reading -j -n k-flag -f O_RDONLY
	add_reader writing -j -n k-flag --flag O_WRONLY
	add_reader both -j -n k-flag -f O_RDWR
	add_reader not_reading -j -n k-flag -f '!O_RDONLY'
	add_reader any -j -n k-flag -f O_WRONLY -f O_RDWR
	add_reader none -j -n k-flag -f '!O_RDONLY' -f '!O_WRONLY' -f '!O_RDWR'
	add_reader exclusive -j -n k-flag -f O_EXCL
	add_reader sync -j -n k-flag -f O_SYNC
	add_reader dsync -j -n k-flag -f O_DSYNC
	add_reader writing_old -j -n k-flag -f O_WRONLY -f '!O_CREAT'
	all_read
	steps comm k-flag open O_RDONLY r open O_WRONLY,O_CREAT,O_TRUNC wc \
		open O_RDWR w open O_RDWR,O_CREAT,O_EXCL wce open O_RDONLY,O_CREAT rc \
		open O_WRONLY,O_SYNC ws open O_WRONLY,O_DSYNC wd
	stop_readers
	shows creating "wc wce rc"
	shows not_creating "r w ws wd"
	shows reading "r rc"
	shows writing "wc ws wd"
	shows both "w wce"
	shows not_reading "wc w wce ws wd"
	shows any "wc w wce ws wd"
	shows none ""
	shows exclusive "wce"
	shows sync "ws"
	shows dsync "ws wd"
	shows writing_old "ws wd"
}

# text COUNT: so many bytes, all different from those around them.
text() {
	seq -s . 1000 1200 | cut -c "-$1"
}

@test "filters by prefix compare the path as it was given, from 1 to 256 bytes" {
	local long

	loads opens
	long=/$(text 255)
	add_reader one -j -n k-prefix --prefix /
	add_reader short -j -n k-prefix --prefix /ab
	add_reader whole -j -n k-prefix --prefix /abcdefgh
	add_reader relative -j -n k-prefix --prefix ab
	add_reader two -j -n k-prefix --prefix /abx --prefix ab
	add_reader long -j -n k-prefix --prefix "$long"
	add_reader nearly -j -n k-prefix --prefix "${long:0:255}x"
	add_reader negated -j -n k-prefix --prefix '!/ab'
	add_reader but -j -n k-prefix --prefix /ab --prefix '!/abc'
	add_reader not_long -j -n k-prefix --prefix "!$long"
	all_read
	# after a long path, so that what it left in the buffer is there to be taken for more
	steps comm k-prefix open O_RDONLY "$long-and-more" open O_RDONLY "$long" \
		open O_RDONLY "${long:0:255}" open O_RDONLY /abcdefghi open O_RDONLY /abcdefgh \
		open O_RDONLY /abcdefg open O_RDONLY /abx open O_RDONLY /ab open O_RDONLY /a \
		open O_RDONLY ab open O_RDONLY "" unreadable
	stop_readers
	shows one "$long-and-more $long ${long:0:255} /abcdefghi /abcdefgh /abcdefg /abx /ab /a"
	shows short "/abcdefghi /abcdefgh /abcdefg /abx /ab"
	shows whole "/abcdefghi /abcdefgh"
	shows relative "ab"
	shows two "/abx ab"
	shows long "$long-and-more $long"
	shows nearly ""
	shows negated "$long-and-more $long ${long:0:255} /a ab  null"
	shows but "/abx /ab"
	shows not_long "${long:0:255} /abcdefghi /abcdefgh /abcdefg /abx /ab /a ab  null"
}

@test "filters by control group let through what is in it and below it" {
	local outer inner

	loads opens
	mount_groups
	mkdir "$GROUP" "$GROUP/inner" "$GROUP/inner/most" "$GROUP/other" ||
		skip "no control groups can be made here"
	outer=$(stat --format %i "$GROUP")
	inner=$(stat --format %i "$GROUP/inner")
	add_reader all -j -n k-group --cgroup "$GROUPS_PLACE"
	add_reader outside -j -n k-group --cgroup "!$GROUPS_PLACE"
	add_reader group -j -n k-group --cgroup "$GROUP"
	add_reader inner -j -n k-group --cgroup "$GROUP/inner"
	add_reader two -j -n k-group --cgroup "$GROUP/inner/most" --cgroup "$GROUP/other"
	add_reader not_inner -j -n k-group --cgroup "$GROUP" --cgroup "!$GROUP/inner"
	add_reader negated -j -n k-group --cgroup "!$GROUP"
	all_read
	steps comm k-group open O_RDONLY /root
	in_group "$GROUP" "$helpers/steps" comm k-group open O_RDONLY /group
	in_group "$GROUP/inner" "$helpers/steps" comm k-group open O_RDONLY /inner
	in_group "$GROUP/inner/most" "$helpers/steps" comm k-group open O_RDONLY /most
	in_group "$GROUP/other" "$helpers/steps" comm k-group open O_RDONLY /other
	stop_readers
	shows all "/root /group /inner /most /other"
	shows outside ""
	shows group "/group /inner /most /other"
	shows inner "/inner /most"
	shows two "/most /other"
	shows not_inner "/group /other"
	shows negated "/root"
	same "the ids" "$(jq -r 'select(.path == "/group" or .path == "/inner").cgroup_id' all.out |
		paste -s -d ' ')" "$outer $inner"
}

@test "an open must pass the filters of all kinds, each of which is any of its values" {
	loads opens
	mkdir directory
	chmod 711 . ..
	add_reader all -j -n 'k-a*' -n k-beta -u 65534 --errno ENOENT --errno EISDIR \
		--prefix /no --prefix di -f O_WRONLY -f O_RDWR
	add_reader but_comm -j -n 'k-*' -n '!k-alpha' -u 65534 -x --prefix /no -f O_WRONLY
	add_reader but_user -j -n 'k-*' -u '!65534' -x --prefix /no -f O_WRONLY
	add_reader nothing -j -n 'k-*' -u 0 -u '!0'
	all_read
	steps comm k-alpha open O_WRONLY /none/root user 65534 65534 \
		open O_WRONLY /none/1 open O_RDONLY /none/2 open O_RDWR /none/3 \
		open O_WRONLY directory open O_RDONLY directory open O_WRONLY x/none \
		comm k-beta open O_WRONLY /none/4 comm k-gamma open O_WRONLY /none/5
	stop_readers
	shows all "/none/1 /none/3 directory /none/4"
	shows but_comm "/none/4 /none/5"
	shows but_user "/none/root"
	shows nothing ""
}

@test "eight values of a kind can be given, and each of them is compared" {
	local i words=() eight=() names=()

	loads opens
	for i in {1..9}; do
		words+=(open O_RDONLY "/p$i")
	done
	for i in {1..8}; do
		eight+=(--prefix "/p$i")
		names+=(--prefix "!/p$i")
	done
	add_reader eight -j -n k-eight "${eight[@]}"
	add_reader negated -j -n k-eight "${names[@]}"
	all_read
	steps comm k-eight "${words[@]}"
	stop_readers
	shows eight "/p1 /p2 /p3 /p4 /p5 /p6 /p7 /p8"
	shows negated "/p9"
	ctl events -n k-eight "${eight[@]}" --prefix /p9
	same "the exit status" "$status" 2
}

# ---- in this command ----

@test "--path lets through what the pattern matches, slashes too, on top of the other filters" {
	loads opens
	add_reader star -j -n k-glob --path '/e*/x'
	add_reader whole -j -n k-glob --path '/e?/x'
	add_reader failed -j -n k-glob -f O_WRONLY --path '*/x'
	add_reader set -j -n k-glob --path '[!/]*'
	add_reader text -n k-glob --path '/none-at-all'
	all_read
	steps comm k-glob open O_RDONLY /ea/x open O_WRONLY /e/b/c/x open O_RDONLY /ea/x/y \
		open O_WRONLY ea/x unreadable
	stop_readers
	same "a star" "$(paths_in star)" "/ea/x /e/b/c/x"
	same "a question mark" "$(paths_in whole)" "/ea/x"
	same "with a flag" "$(paths_in failed)" "/e/b/c/x ea/x"
	same "a set" "$(paths_in set)" "ea/x"
	same "the sums" "$(summary_of star.out delivered dropped lapsed)" "5 0 0"
	same "the sums" "$(summary_of failed.out delivered dropped lapsed)" "2 0 0"
	same "the screen" "$(<text.out)" "PID     COMM             FD  ERR      PATH"
	[[ $(<text.err) =~ ^'0 events, 0 lost, '([0-9]+)' filtered'$ ]]
	[ "${BASH_REMATCH[1]}" -ge 5 ]
}

# ---- columns ----

@test "-O shows each field, alone and all of them in the order that was given" {
	local field group process
	local all=path,dirfd,mode,flags,err,fd,cgroup,comm,ppid,tid,pid,gid,uid,time

	needs_btf
	loads opens
	for field in ${all//,/ }; do
		add_reader "$field" -n k-fields -O "$field"
	done
	add_reader all -n k-fields -O "$all"
	add_reader json -j -n k-fields
	all_read
	as=said start "$helpers/steps" user 65534 12345 comm k-fields \
		open O_RDWR,O_CREAT,O_CLOEXEC /none/x
	process=$pid
	ended "$process"
	unset 'started[-1]'
	stop_readers
	group=$(jq -r 'select(.type == "open").cgroup_id' json.out)
	same "path" "$(<path.out)" "PATH"$'\n'"/none/x"
	same "dirfd" "$(<dirfd.out)" "DIRFD"$'\n'"cwd"
	same "mode" "$(<mode.out)" "MODE"$'\n'"0640"
	same "flags" "$(<flags.out)" "FLAGS"$'\n'"O_RDWR|O_CREAT$(added_flags)|O_CLOEXEC"
	same "err" "$(<err.out)" "ERR"$'\n'"ENOENT"
	same "fd" "$(<fd.out)" "FD"$'\n'"-1"
	same "cgroup" "$(<cgroup.out)" "CGROUP"$'\n'"$group"
	same "comm" "$(<comm.out)" "COMM"$'\n'"k-fields"
	same "ppid" "$(<ppid.out)" "PPID"$'\n'"$BASHPID"
	same "tid" "$(<tid.out)" "TID"$'\n'"$process"
	same "pid" "$(<pid.out)" "PID"$'\n'"$process"
	same "gid" "$(<gid.out)" "GID"$'\n'"12345"
	same "uid" "$(<uid.out)" "UID"$'\n'"65534"
	[[ $(<time.out) =~ ^TIME$'\n'[0-2][0-9]:[0-5][0-9]:[0-6][0-9]\.[0-9]{6}$ ]]
	# each reader asks by itself how the clocks stand: microseconds can differ
	same "all of them" "$(tail -n 1 all.out | tr -s ' ' | sed 's/\.[0-9]*$//')" \
		"/none/x cwd 0640 O_RDWR|O_CREAT$(added_flags)|O_CLOEXEC ENOENT -1 $group k-fields $BASHPID $process $process 12345 65534 $(
			tail -n 1 time.out | cut -d . -f 1)"
	same "the heads" "$(head -n 1 all.out | tr -s ' ')" \
		"PATH DIRFD MODE FLAGS ERR FD CGROUP COMM PPID TID PID GID UID TIME"
	same "the record" "$(jq -c 'select(.type == "open")
		| [.ppid, .gid, .uid, .pid, .tid, .dirfd]' json.out)" \
		"[$BASHPID,12345,65534,$process,$process,-100]"
}

@test "-e adds the flags to the columns, and -O takes the place of -T, -U and -e" {
	loads opens
	add_reader extended -n k-extended -e
	add_reader chosen -n k-extended -T -U -e -O err,path
	all_read
	steps comm k-extended open O_RDONLY /none/x open O_WRONLY,O_APPEND /none/y
	stop_readers
	same "the screen" "$(sed -E 's/^[0-9]+ +/N /' extended.out)" \
		"PID     COMM             FD  ERR      FLAGS               PATH
$(printf 'N k-extended       -1  ENOENT   %-19s %s\n' "O_RDONLY$(added_flags)" /none/x \
	"O_WRONLY|O_APPEND$(added_flags)" /none/y)"
	same "the columns of -O" "$(<chosen.out)" "ERR      PATH
ENOENT   /none/x
ENOENT   /none/y"
}

# ---- full paths ----

# full_paths_in READER: "DIRFD FULL_PATH COMPLETE" of its events.
full_paths_in() {
	jq -r 'select(.type == "open") | "\(.dirfd) \(.full_path) \(.full_path_complete)"' \
		"$1.out"
}

@test "-F shows a relative path with the directory that it is relative to" {
	needs_btf
	loads opens
	mkdir -p directory/below other root/inside
	mount --bind directory other
	add_reader json -j -F -n k-full
	add_reader text -F -n k-full -O path
	add_reader plain -j -n k-full
	add_reader counts -F -n k-full --count=path
	all_read
	steps dir 7 directory comm k-full open O_RDONLY x at 7 open O_RDONLY x \
		open O_RDONLY /none/../x at cwd chdir directory/below open O_RDONLY ../y \
		at 99 open O_RDONLY z at cwd chdir "$PWD/other/below" open O_RDONLY in-bind \
		chdir / open O_RDONLY none/x open O_RDONLY /none/y \
		chdir "$PWD/root" chroot . chdir / open O_RDONLY none/x \
		chdir inside open O_RDONLY x open O_RDONLY /x at 7 open O_RDONLY x
	stop_readers
	umount other
	same "the paths" "$(full_paths_in json)" "-100 $PWD/x true
7 $PWD/directory/x true
7 /none/../x true
-100 $PWD/directory/below/../y true
99 null null
-100 $PWD/other/below/in-bind true
-100 /none/x true
-100 /none/y true
-100 /none/x true
-100 /inside/x true
-100 /x true
7 $PWD/directory/x false"
	same "the screen" "$(<text.out)" "PATH
$PWD/x
$PWD/directory/x
/none/../x
$PWD/directory/below/../y
z
$PWD/other/below/in-bind
/none/x
/none/y
/none/x
/inside/x
/x
...$PWD/directory/x"
	shows plain "x x /none/../x ../y z in-bind none/x /none/y none/x x /x x"
	same "keys without -F" "$(jq -c 'select(has("full_path"))' plain.out)" ""
	same "the counts" "$(sed -E 's/^ +//' counts.out)" "COUNT PATH
2 /none/x
$(sed '1d; /^\/none\/x$/d; s/^/1 /' text.out | LC_ALL=C sort)"
}

# deep COUNT [FIRST]: /dFIRST/.../dCOUNT
deep() {
	seq -f '/d%.0f' "${2-1}" "$1" | tr -d '\n'
}

@test "-F marks a directory that is deeper than 32 components, whose beginning is missing" {
	needs_btf
	loads opens
	mkdir -p "root$(deep 40)"
	add_reader json -j -F -n k-deep
	add_reader text -F -n k-deep -O path
	all_read
	steps chroot root comm k-deep chdir "$(deep 30)" open O_RDONLY x chdir d31 open O_RDONLY x \
		chdir d32 open O_RDONLY x chdir d33 open O_RDONLY x \
		chdir "$(deep 40 34 | cut -c 2-)" open O_RDONLY x open O_RDONLY "$(deep 40)/x"
	stop_readers
	same "the paths" "$(full_paths_in json)" "-100 $(deep 30)/x true
-100 $(deep 31)/x true
-100 $(deep 32)/x true
-100 $(deep 33 2)/x false
-100 $(deep 40 9)/x false
-100 $(deep 40)/x true"
	same "the screen" "$(<text.out)" "PATH
$(deep 30)/x
$(deep 31)/x
$(deep 32)/x
...$(deep 33 2)/x
...$(deep 40 9)/x
$(deep 40)/x"
}

# ---- counts ----

@test "--count prints at the end how often each value came, the most frequent first" {
	loads opens
	touch file
	add_reader comm -n 'k-*' --count
	add_reader path -n 'k-*' --count=path
	add_reader error -n 'k-*' --count=err
	add_reader flags -n 'k-*' --count=flags
	add_reader json -j -n 'k-*' --count=path
	add_reader json_comm -j -n k-b --count
	add_reader empty -n k-none --count
	add_reader json_empty -j -n k-none --count=err
	all_read
	steps comm k-a many 3 /none/a open O_RDWR /z open O_RDONLY file comm k-b \
		open O_RDONLY /none/a.1 open O_RDWR /z open O_RDWR /z comm k-c open O_RDWR /z \
		open O_RDONLY /none/a.1 open O_RDONLY /none/a.1 open O_RDONLY file/x
	stop_readers
	same "--count" "$(<comm.out)" "    COUNT COMM
        5 k-a
        4 k-c
        3 k-b"
	[[ $(<comm.err) =~ ^'12 events, 0 lost, '[0-9]+' filtered'$ ]]
	same "--count=path" "$(<path.out)" "    COUNT PATH
        4 /none/a.1
        4 /z
        1 /none/a.0
        1 /none/a.2
        1 file
        1 file/x"
	same "--count=err" "$(<error.out)" "    COUNT ERR
       10 ENOENT
        1 -
        1 ENOTDIR"
	same "--count=flags" "$(<flags.out)" "    COUNT FLAGS
        8 O_RDONLY$(added_flags)
        4 O_RDWR$(added_flags)"
	same "--count -j" "$(head -n 1 json.out)" '{"schema":1,"type":"counts","field":"path","counts":[{"value":"/none/a.1","count":4},{"value":"/z","count":4},{"value":"/none/a.0","count":1},{"value":"/none/a.2","count":1},{"value":"file","count":1},{"value":"file/x","count":1}]}'
	same "the lines" "$(jq -r .type json.out | paste -s -d ' ')" "counts summary"
	same "the sums" "$(summary_of json.out delivered dropped lapsed reason)" "12 0 0 signal"
	same "--count -j" "$(head -n 1 json_comm.out)" \
		'{"schema":1,"type":"counts","field":"comm","counts":[{"value":"k-b","count":3}]}'
	same "nothing" "$(<empty.out)" "    COUNT COMM"
	same "nothing" "$(head -n 1 json_empty.out)" \
		'{"schema":1,"type":"counts","field":"err","counts":[]}'
}

# ---- how it ends, and when it writes ----

@test "--strict exits 1 when an event was lost, and 0 when none was" {
	loads opens
	add_reader strict -j -n k-strict -b 64K --strict
	add_reader text -n k-strict -b 64K --strict
	add_reader lenient -j -n k-strict -b 64K
	add_reader lossless -j -n k-strict -b 4M --strict
	all_read
	kill -STOP "${started[@]}"
	steps comm k-strict many "$MANY" /none/x
	kill -CONT "${started[@]}"
	# what is left in a ring at the end is read for a moment only
	eventually has_events lossless "$MANY"
	kill -INT "${started[@]}"
	ended "${started[0]}"
	same "the exit status" "$status" 1
	same "standard error" "$(<strict.err)" ""
	ended "${started[1]}"
	same "the exit status" "$status" 1
	[[ $(<text.err) =~ ^([0-9]+)' events, '([0-9]+)' lost, '[0-9]+' filtered'$ ]]
	same "shown and lost" $((BASH_REMATCH[1] + BASH_REMATCH[2])) "$MANY"
	[ "${BASH_REMATCH[2]}" -gt $((MANY - 1000)) ]
	ended "${started[2]}"
	same "the exit status without --strict" "$status" 0
	ended "${started[3]}"
	same "standard error" "$(<lossless.err)" ""
	same "what the last one lost" "$(summary_of lossless.out dropped lapsed)" "0 0"
	same "the exit status of one that lost nothing" "$status" 0
	books_close strict.out
	books_close lenient.out
	books_close lossless.out
	same "the sums" "$(summary_of lossless.out delivered dropped)" "$MANY 0"
}

# writes PID: how many calls it made.
writes() {
	awk '$1 == "syscw:" { print $2 }' "/proc/$1/io"
}

# burst READER: 50 events that are all there when it looks; how many calls it takes to
# write them.
burst() {
	local before

	before=$(writes "$2")
	kill -STOP "$2"
	steps comm k-lines many 50 /none/x
	kill -CONT "$2"
	eventually has_lines "$1.out" 51
	echo $(($(writes "$2") - before))
}

@test "--line-buffered writes each event by itself and at once, to a pipe too" {
	local line before

	loads_exactly opens
	mkfifo piped.out
	exec 5<>piped.out
	start_reader piped -n k-pipe -O path --line-buffered
	start "$helpers/opener" k-busy paced /busy
	before=$SECONDS
	steps comm k-pipe open O_RDONLY /first
	read -r -t 5 line <&5
	same "the head" "$line" PATH
	read -r -t 5 line <&5
	same "the first event" "$line" /first
	[ $((SECONDS - before)) -le 2 ]
	exec 5>&-
	[ -e /proc/self/io ] || skip "this kernel does not count calls"
	start_reader each -n k-lines -O path --line-buffered
	same "the writes" "$(burst each "$pid")" 50
	start_reader together -n k-lines -O path
	[ "$(burst together "$pid")" -lt 10 ]
}

# ---- a command ----

# said_by_command ERR: the whole of standard error, whatever others opened meanwhile.
said_by_command() {
	same "standard error" "$(sed -E 's/[0-9]+ filtered$/N filtered/' <<<"$err")" "$1"
}

@test "events -- COMMAND shows what the command opens, and says how many files it found or not" {
	local libraries

	needs_btf
	loads_exactly opens
	echo text >file
	libraries=$(ldd "$(command -v cat)" | awk '$2 == "=>" { print $3 }')
	LC_ALL=C ctl events -O path -- cat file file none
	same "the exit status" "$status" 1
	# the command's own may come before and in between
	same "the command's output" "$(grep '^text$' ctl.out)" "text"$'\n'"text"
	same "standard output" "$(grep -v '^text$' ctl.out)" "PATH
/etc/ld.so.cache
$libraries
file
file
none"
	said_by_command "cat: none: No such file or directory
$(($(wc -l <<<"$libraries") + 4)) events, 0 lost, N filtered
$(($(wc -l <<<"$libraries") + 2)) files opened, 1 looked for and not found"
	LC_ALL=C ctl events -j -n k-known opens -- "$helpers/steps" comm k-known \
		open O_RDONLY file open O_RDONLY "$PWD/file" open O_RDONLY file \
		many 3 none open O_RDONLY none.1 open O_RDONLY file/x open O_WRONLY . unreadable
	same "the exit status" "$status" 0
	same "standard error" "$err" ""
	same "the sums" "$(summary_of ctl.out delivered dropped lapsed reason files_opened \
		files_not_found)" "10 0 0 signal 2 3"
	books_close ctl.out
}

@test "events -- COMMAND shows the opens of its children and orphans, and of nobody else" {
	needs_btf
	loads_exactly opens
	start "$helpers/opener" k-outside paced /outside
	cat >script <<-'SCRIPT'
		echo "$PPID" >reader
		"$1" comm k-own open O_RDONLY /own
		({
			until [ -e go ]; do
				sleep 0.01
			done
			exec setsid "$1" comm k-orphan open O_RDONLY /orphan open O_CREAT gone
		} &)
		touch go
		until [ -e gone ]; do
			sleep 0.01
		done
		sh -c 'sh -c "\"\$1\" comm k-deep open O_RDONLY /deep; :" sh "$1"; :' sh "$1"
		({
			until [ -e late ]; do
				sleep 0.01
			done
			exec "$1" comm k-late open O_CREAT late-gone
		} >/dev/null 2>&1 &)
		exec "$1" comm k-last user 65534 65534 many 1000 /last
	SCRIPT
	ctl events -j -n 'k-*' -- bash script "$helpers/steps"
	same "the exit status" "$status" 0
	touch late
	eventually test -e late-gone
	same "the paths" "$(jq -r 'select(.type == "open").path' ctl.out | head -n 4 | paste -s -d ' ')" \
		"/own /orphan gone /deep"
	same "the last ones" "$(jq -r 'select(.comm == "k-last").path' ctl.out)" \
		"$(seq -f '/last.%.0f' 0 999)"
	same "the number" "$(summary_of ctl.out delivered dropped files_opened files_not_found)" \
		"1004 0 1 1003"
	same "the orphan's parent" "$(jq -r 'select(.path == "/orphan").ppid' ctl.out)" "$(<reader)"
	books_close ctl.out
}

@test "events -- COMMAND passes the command's status on, and the number of a signal" {
	local number

	needs_btf
	loads opens
	for number in 0 7 255; do
		ctl events -n k-none -O path -- sh -c "exit $number"
		same "the exit status" "$status" "$number"
		same "standard output" "$out" PATH
		said_by_command "0 events, 0 lost, N filtered
0 files opened, 0 looked for and not found"
	done
	for number in 9 15 2; do
		ctl events -n k-none -O path -- sh -c "kill -$number \$\$"
		same "the exit status" "$status" $((128 + number))
	done
}

@test "when the reading ends first, the command is waited for, and its status passed on" {
	needs_btf
	loads opens
	ctl events -c 1 -O path -- sh -c 'sleep 0.3; echo end >ended; exit 9'
	same "the exit status" "$status" 9
	same "what the command did" "$(<ended)" end
	ctl events -d 0.1 -n k-none -- sh -c 'sleep 0.4; exit 8'
	same "the exit status" "$status" 8
}

@test "with -F it is the full path that --path compares" {
	needs_btf
	loads opens
	mkdir -p here
	(cd here && ctl events -F -O path --path "$PWD/*" -- "$helpers/steps" comm k-full \
		open O_RDONLY none.1 open O_RDONLY /none.2 &&
		same "standard output" "$out" "PATH"$'\n'"$PWD/none.1")
}

@test "a command that cannot be run is exit status 126, one that is not there 127" {
	needs_btf
	loads opens
	echo true >plain
	ctl events -O path -- ./plain
	same "the exit status" "$status" 126
	same "standard output" "$out" PATH
	said_by_command "ebpfctl: cannot run './plain': Permission denied
0 events, 0 lost, N filtered
0 files opened, 0 looked for and not found"
	ctl events -O path -- no-such-program
	same "the exit status" "$status" 127
	said_by_command "ebpfctl: cannot run 'no-such-program': No such file or directory
0 events, 0 lost, N filtered
0 files opened, 0 looked for and not found"
}

@test "without opens the command is not run, and the exit status is 125" {
	ctl events -- touch ran
	gives 125 "" "ebpfctl: cannot read 'opens': not loaded
hint: ebpfctl load"
	[ ! -e ran ]
}

# No pipe in it, whose ends would be among the files.
# shellcheck disable=SC2016 # the inner shell expands it
readonly SHOW_SELF='grep -E "^(Cap|NoNewPrivs|Sig(Blk|Ign)|Seccomp:|Uid|Gid|Groups)" \
		/proc/self/status
	for file in /proc/$$/fd/*; do
		echo "${file##*/}"
	done
	pwd
	echo "$1"
	cat'

@test "the command has the rights, the signals, the files and the directory of the caller" {
	needs_btf
	loads opens
	echo input >input
	sh -c "$SHOW_SELF" sh word >expected <input 3>&-
	"$EBPFCTL" events -q -n k-none -O path -- sh -c "$SHOW_SELF" sh word \
		>shown 2>/dev/null <input 3>&-
	diff - expected < <(grep -v '^PATH$' shown)
	# as of a command in the background of a script
	trap '' INT HUP PIPE
	sh -c "$SHOW_SELF" sh word >expected <input 3>&-
	"$EBPFCTL" events -q -n k-none -O path -- sh -c "$SHOW_SELF" sh word \
		>shown 2>/dev/null <input 3>&-
	trap - INT HUP PIPE
	diff - expected < <(grep -v '^PATH$' shown)
	# HUP, INT and PIPE, whatever else the caller of these tests ignores
	ignored=$(sed -n 's/^SigIgn:[[:space:]]*//p' expected)
	[ $((0x$ignored & 0x1003)) -eq $((0x1003)) ]
}

# ---- exactness ----

# seen_by READER: "TID PATH SEQ" of its events, in order; jq would take a minute.
seen_by() {
	awk -F '[:,"]+' '/"type":"open"/ {
		for (i = 2; i < NF; i += 1) {
			if ($i == "seq") seq = $(i + 1)
			else if ($i == "tid") tid = $(i + 1)
			else if ($i == "path") { print tid, $(i + 1), seq; break }
		}
	}' "$1.out"
}

# each_once READER TID: the events of a thread, in order, each once.
each_once() {
	awk -v tid="$2" -v name="$1" -v wanted="$OPENS_EACH" '
		$1 == tid && $2 != "/x." n++ { print name ": number", n - 1, "is", $2; bad = 1; exit }
		END { if (!bad && n != wanted) { print name ": " n " events of", tid; bad = 1 }; exit bad }' \
		"$1.seen"
}

@test "four readers each get every open of two processes at full rate, once and in order" {
	local reader one two total=$((OPENS_EACH * 2))

	loads_exactly opens
	mkdir ram
	mount -t tmpfs tmpfs ram
	for reader in r1 r2; do
		as=ram/$reader start "$EBPFCTL" events -j -n k-rate -b 16M
	done
	as=ram/tids start "$EBPFCTL" events -j -n k-rate -b 16M --count=tid
	as=ram/paths start "$EBPFCTL" events -j -n 'k-r*' --prefix /x -b 16M --count=path
	all_read
	start "$helpers/opener" k-rate loop /x "$OPENS_EACH"
	one=$pid
	start "$helpers/opener" k-rate loop /x "$OPENS_EACH"
	two=$pid
	ended "$one"
	ended "$two"
	unset 'started[-1]' 'started[-1]'
	stop_readers
	for reader in r1 r2 tids paths; do
		same "the sums of $reader" "$(summary_of "ram/$reader.out" delivered dropped lapsed)" \
			"$total 0 0"
		same "the books of $reader" "$(tail -n 1 "ram/$reader.out" |
			jq '.hits - .delivered - .filtered')" 0
	done
	for reader in ram/r1 ram/r2; do
		seen_by "$reader" >"$reader.seen"
		same "the events of $reader" "$(wc -l <"$reader.seen")" "$total"
		each_once "$reader" "$one"
		each_once "$reader" "$two"
		same "the numbers of $reader" \
			"$(cut -d ' ' -f 3 "$reader.seen" | sort -n | uniq | awk '$1 != NR - 1')" ""
	done
	same "the threads" "$(jq -r 'select(.type == "counts").counts[] | "\(.value) \(.count)"' \
		ram/tids.out | sort -n)" "$(printf '%s\n' "$one" "$two" | sort -n |
			sed "s/$/ $OPENS_EACH/")"
	same "the paths" "$(jq -c 'select(.type == "counts").counts
		| [length, (map(.count) | unique)]' ram/paths.out)" "[$OPENS_EACH,[2]]"
	umount ram
}
