#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Prototypes of this kernel, and what is said to attach.
#
# shellcheck disable=SC2154 # what lib.bash sets

load lib

# hooks WORD...: a `hooks -j` that finds something, as JSON of the form that the page promises.
hooks() {
	ctl hooks -j "$@"
	[ "$status" -eq 0 ] || {
		echo "hooks $*: $err"
		return 1
	}
	echo "$out" >hooks.json
	have_form hooks.json
}

have_form() {
	jq -e '.schema == 1 and (.hooks | length) > 0
		and all(.hooks[]; keys == ["attach", "category", "copies", "kind", "name", "prototype"]
			and (.kind | IN("function", "tracepoint", "lsm"))
			and ((.kind == "function") == (.copies != null))
			and (.attach - ["fentry", "fexit", "kprobe", "kretprobe", "tracepoint",
				"raw_tracepoint", "lsm"] == []))' "$1" >/dev/null || {
		head -c 2000 "$1"
		return 1
	}
}

# all_hooks: they are 60,000 or more, and so asked for and read as JSON once; leaves a line for each in
# the file $all: NAME, KIND, COPIES, HOW MANY ATTACH, PROTOTYPE.
all_hooks() {
	all=$BATS_FILE_TMPDIR/all
	[ ! -e "$all" ] || return 0
	"$EBPFCTL" hooks -j '*' >all.json
	have_form all.json
	jq -r '.hooks[] | [.name, .kind, .copies, (.attach | length), .prototype // "null"] | @tsv' \
		all.json >all.tsv
	mv all.tsv "$all"
}

# shows NAME KIND: "PROTOTYPE", or null
prototype_of() {
	jq -r --arg name "$1" --arg kind "$2" \
		'.hooks[] | select(.name == $name and .kind == $kind).prototype' hooks.json
}

attach_of() {
	jq -r --arg name "$1" --arg kind "$2" \
		'.hooks[] | select(.name == $name and .kind == $kind).attach | join(" ")' hooks.json
}

@test "hooks shows the prototype of do_sys_openat2, the answer to a question often asked" {
	ctl hooks do_sys_openat2
	[ "$status" -eq 0 ]
	[ -z "$err" ]
	[ "$(wc -l <<<"$out")" -eq 2 ]
	[[ $out == "do_sys_openat2  function: "*$'\n'"    "*"do_sys_openat2(int dfd, const char *filename, struct open_how *how);" ]]
}

# bpftool prints the id of a prototype and the types in it, one by one.
@test "arguments are those that bpftool prints, by name and number" {
	local name arguments names=(vfs_read vfs_unlink ksys_write tcp_sendmsg do_exit)

	bpftool btf dump file /sys/kernel/btf/vmlinux format raw | awk -v names="${names[*]}" '
		BEGIN { split(names, list, " "); for (i in list) wanted["\x27" list[i] "\x27"] = list[i] }
		$2 == "FUNC_PROTO" { text = ""; inside = 1; id = $1; next }
		/^\[/ { inside = 0 }
		inside { split($1, word, "\x27"); text = text word[2] " "; args[id] = text }
		$2 == "FUNC" && $3 in wanted {
			sub("type_id=", "", $4)
			print wanted[$3] ": " args["[" $4 "]"]
		}' >told
	same "functions" "$(wc -l <told)" "${#names[@]}"
	while IFS=: read -r name arguments; do
		hooks "$name"
		same "arguments of $name" " $(prototype_of "$name" function |
			sed 's/.*(\(.*\))/\1/; s/[][*]//g' | tr ',' '\n' | awk '$1 != "void" { printf "%s ", $NF }')" \
			"$arguments"
	done <told
}

@test "a tracepoint has the arguments of a raw one, with their names, and its category" {
	hooks sched_switch
	[[ $(prototype_of sched_switch tracepoint) == \
		"void sched_switch("*"preempt, struct task_struct *prev, struct task_struct *next"* ]]
	[ "$(jq -r '.hooks[0].category' hooks.json)" = sched ]
	ctl hooks sched_switch
	[[ $out == "sched_switch  tracepoint of sched: "* ]]
}

@test "the tracepoint of a system call is known to tracefs only" {
	hooks sys_exit_openat
	[ "$(prototype_of sys_exit_openat tracepoint)" = null ]
	[ "$(jq -r '.hooks[0].category' hooks.json)" = syscalls ]
	[ "$(attach_of sys_exit_openat tracepoint)" = tracepoint ]
}

@test "an LSM hook is shown by the name that SEC() wants, and its function by its own" {
	hooks file_open
	[ "$(prototype_of file_open lsm)" = "int file_open(struct file *file)" ]
	hooks bpf_lsm_file_open
	[ "$(prototype_of bpf_lsm_file_open function)" = "int bpf_lsm_file_open(struct file *file)" ]
}

@test "what a route of opens is refused, no hook is said to take" {
	local via='' attach

	for attach in fexit kprobe; do
		ctl load opens --via $attach
		via="$via $attach=$status"
		[ "$status" -ne 0 ] || "$EBPFCTL" -q unload
	done
	hooks do_sys_openat2
	attach=" $(attach_of do_sys_openat2 function) "
	[[ ($via == *fexit=0* && $attach == *" fexit "*) || ($via == *fexit=1* && $attach != *" fexit "*) ]]
	[[ ($via == *kprobe=0* && $attach == *" kprobe "*) || ($via == *kprobe=1* && $attach != *" kprobe "*) ]]
}

@test "an LSM hook takes a program only where bpf is an active security module" {
	mkdir security
	mount -t securityfs none security
	hooks file_open
	if tr ',' '\n' <security/lsm | grep -qx bpf; then
		umount security
		# the kernel can refuse such programs all the same
		[[ $(attach_of file_open lsm) =~ ^(lsm)?$ ]]
	else
		umount security
		[ -z "$(attach_of file_open lsm)" ]
	fi
}

@test "a pattern is that of a shell" {
	local names

	hooks 'do_sys_openat[0-9]'
	same "names" "$(jq -r '.hooks[].name' hooks.json)" do_sys_openat2
	hooks 'do_sys_open*'
	names=$(jq -r '.hooks[].name' hooks.json)
	[[ $names == *do_sys_open*do_sys_openat2* ]]
	same "names in order" "$(LC_ALL=C sort <<<"$names")" "$names"
	! grep -v '^do_sys_open' <<<"$names" || false
}

@test "a name that no hook has is an error, and with -j an empty list too" {
	ctl hooks no_such_function
	gives 1 '' "ebpfctl: cannot find 'no_such_function': no hook has such a name
hint: ebpfctl hooks '*PART*' finds names with PART in them"
	ctl hooks -j no_such_function
	gives 1 '{"schema":1,"hooks":[]}' "ebpfctl: cannot find 'no_such_function': no hook has such a name
hint: ebpfctl hooks '*PART*' finds names with PART in them"
}

@test "as an ordinary user the prototypes are the same, and what attaches is unknown" {
	local prototype

	hooks do_sys_openat2
	prototype=$(prototype_of do_sys_openat2 function)
	status=0
	setpriv --reuid=65534 --regid=65534 --clear-groups "$EBPFCTL" hooks do_sys_openat2 -j \
		>out 2>err || status=$?
	[ "$status" -eq 0 ]
	same "the prototype" "$(jq -r '.hooks[0].prototype' out)" "$prototype"
	[ "$(jq '.hooks[0].attach' out)" = null ]
	same "the warning" "$(cat err)" \
		"ebpfctl: warning: what attaches is found out by trying: sudo ebpfctl hooks"
}

@test "without BTF there are names without prototypes, and one line says so" {
	mount -t tmpfs none /sys/kernel/btf
	ctl hooks do_sys_openat2
	umount /sys/kernel/btf
	[ "$status" -eq 0 ]
	[[ $out == "do_sys_openat2  function: "* ]]
	[ "$(wc -l <<<"$out")" -eq 1 ]
	[ "$err" = "ebpfctl: warning: cannot read the kernel's types (BTF): the prototypes are unknown" ]
}

@test "neither cold parts nor padding are shown as functions" {
	all_hooks
	! cut -f 1 "$all" | grep -E '^__pfx_|\.cold' || false
	same "prototypes of copies for some callers" \
		"$(awk -F '\t' '$1 ~ /[.]isra[.]/ { print $5 }' "$all" | sort -u)" null
}

@test "a function of a name that several have takes nothing" {
	all_hooks
	several 'copies > 1' >names
	[ "$(wc -l <names)" -gt 10 ]
	ctl hooks "$(head -n 1 names)"
	[[ $out == *": nothing attaches, "*" functions have this name"* ]]
}

# several CONDITION: names of the functions of which that many have the name; none of them attaches.
several() {
	awk -F '\t' '$2 == "function" { copies = $3 } $2 == "function" && '"$1"' {
		if ($4 != 0)
			exit 1
		print $1
	}' "$all"
}

@test "nothing is attached to a function that is gone after boot" {
	all_hooks
	several 'copies == 0' >names
	[ "$(wc -l <names)" -gt 10 ]
}

@test "hidden addresses change neither names nor copies" {
	local before hidden

	hooks 'do_*'
	before=$(jq -c '[.hooks[] | {name, prototype}]' hooks.json)
	hidden=$(cat /proc/sys/kernel/kptr_restrict)
	# put back also when the run of the tests is ended
	bash -c "trap 'echo $hidden >/proc/sys/kernel/kptr_restrict' EXIT
		trap exit TERM INT HUP
		echo 2 >/proc/sys/kernel/kptr_restrict
		'$EBPFCTL' hooks -j 'do_*'" >hidden.json
	same "hooks" "$(jq -c '[.hooks[] | {name, prototype}]' hidden.json)" "$before"
}

@test "all of them go to a pipe that is closed early" {
	local first

	first=$("$EBPFCTL" hooks '*' 2>err 3>&- | head -n 1)
	[ -n "$first" ]
	[ ! -s err ]
}

# In the shape of the cost, not in seconds: the kernel's own lists, read by cat, are part of it.
@test "all hooks cost no more than some readings of the kernel's lists" {
	local start own lists

	start=${EPOCHREALTIME/[.,]/}
	cat /proc/kallsyms /sys/kernel/btf/vmlinux >/dev/null
	lists=$((${EPOCHREALTIME/[.,]/} - start))
	start=${EPOCHREALTIME/[.,]/}
	"$EBPFCTL" hooks '*' >all
	own=$((${EPOCHREALTIME/[.,]/} - start))
	echo "# $own us for $(grep -c '^[^ ]' all) hooks, $lists us for the lists"
	[ "$own" -lt $((lists * 100 + 5000000)) ]
}

# failing CALL ERROR: hooks while each of these calls fails.
failing() {
	status=0
	strace -qq -o /dev/null -e trace="$1" -e inject="$1:error=$2" \
		"$EBPFCTL" hooks -j sched_switch >out 2>err </dev/null 3>&- || status=$?
	same "the exit status when $1 fails" "$status" 1
	same "what is complete when $1 fails" "$(jq -c '.complete' out)" false
}

@test "what could not be read or tried is named, and the rest is shown" {
	local hint=$'\n'"hint: what is shown may lack some of it: try again"

	failing getdents64 EIO
	same "standard error" "$(<err)" "ebpfctl: cannot read 'events' in tracefs: Input/output error$hint"
	same "what attaches" "$(jq -c '.hooks[0].attach' out)" '["raw_tracepoint"]'
	failing bpf ENOMEM
	same "standard error" "$(<err)" "ebpfctl: cannot try what attaches: Cannot allocate memory$hint"
	same "what attaches" "$(jq -c '.hooks[0].attach' out)" null
}

@test "hooks leaves nothing, and touches nothing that is loaded" {
	local before

	new_veth veth0 veth1
	loads -i veth0
	before=$("$helpers/bpfids")
	hooks 'vfs_*'
	eventually no_ids_but "$before"
	same "what is loaded" "$("$EBPFCTL" list -j | jq -c '[.probes[] | [.name, .health]]')" \
		'[["packets","ok"],["opens","ok"]]'
}
