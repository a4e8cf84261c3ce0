# SPDX-License-Identifier: GPL-2.0-or-later
# Which layer may do what: CONTRIBUTING.md has the table.

load lib

# includes_only DIRECTORY PREFIX...: its quoted includes begin with one of these.
includes_only() {
	local directory=$1 allowed

	shift
	allowed=$(printf '|%s' "$@")
	code $(c_files "$directory") | grep -E ':#[[:space:]]*include "' |
		grep -Ev "include \"(${allowed#|})" >"$BATS_TEST_TMPDIR/found" || true
	[ ! -s "$BATS_TEST_TMPDIR/found" ] || {
		cat "$BATS_TEST_TMPDIR/found"
		return 1
	}
}

setup() {
	mapfile -t sources < <(c_files src)
	[ ${#sources[@]} -gt 20 ]
}

@test "a layer includes only those below it" {
	includes_only src/base 'base/'
	includes_only src/core 'core/' 'base/' 'ebpfctl_abi\.h'
	includes_only src/out 'out/' 'core/' 'base/' 'ebpfctl_abi\.h'
	includes_only src/kern 'kern/' 'core/' 'base/' 'ebpfctl_abi\.h'
	includes_only src/cmd 'cmd/' 'kern/' 'out/' 'core/' 'base/' 'ebpfctl_abi\.h'
}

@test "no include climbs out of its layer" {
	nowhere '#[[:space:]]*include "[^"]*\.\./' "${sources[@]}"
}

@test "libbpf is included in kern only" {
	only_in '#[[:space:]]*include <(bpf|libelf|gelf|zlib)' 'src/kern/[^:]*' "${sources[@]}"
}

@test "core does no input or output" {
	nowhere '#[[:space:]]*include <(unistd|dirent|poll|sys/.*)\.h>' $(c_files src/core)
	nowhere '\bFILE\b|\b(f?open|f?printf|f?read|f?write|ioctl|syscall) ?\(' \
		$(c_files src/core)
}

@test "standard output is written by out, and by cmd and main for help and version" {
	only_in '\bstdout\b|\bSTDOUT_FILENO\b' 'src/(out|cmd)/[^:]*|src/main\.c' "${sources[@]}"
	only_in '\b(v?printf|puts|putchar|perror) ?\(' 'src/main\.c' "${sources[@]}"
	only_in '\b(fprintf|fputs|fputc|putc|fwrite) ?\(' \
		'src/out/[^:]*|src/cmd/usage\.c|src/base/log\.c' "${sources[@]}"
}

@test "standard error is written by log, by the sums of a stream, and for the usage" {
	only_in '\bstderr\b|\bSTDERR_FILENO\b' \
		'src/base/(log|memory)\.c|src/out/[^:]*|src/cmd/events_(stream|own)\.c|src/main\.c' \
		"${sources[@]}"
}

@test "capabilities are touched in privs.c only" {
	only_in 'sys/capability\.h|\bcap_(t|init|free|[a-z]+_(flag|proc|ambient|bound))\b' \
		'src/kern/privs\.c' "${sources[@]}"
	only_in '\bset(res|re|e|fs)?[ug]id ?\(|\bsetgroups ?\(|PR_SET_NO_NEW_PRIVS' \
		'src/kern/privs\.c' "${sources[@]}"
	only_in '\bprctl ?\(' 'src/kern/privs\.c|src/cmd/child\.c' "${sources[@]}"
}

@test "a filter of system calls is set in sandbox.c only" {
	only_in '\bSYS_seccomp\b|PR_SET_SECCOMP' 'src/kern/sandbox\.c' "${sources[@]}"
}

# The two that are allowed put a path together, to be escaped, and match it.
@test "names that others chose are printed by way of escape.c and json.c only" {
	only_in '\b(strbuf_add[a-z_]*|[a-z]*printf|fputs|fwrite) ?\(.*(->|\.)(ifname|path|comm)\b' \
		'src/out/fields\.c|src/cmd/events_stream\.c' $(c_files src/out src/cmd)
	only_in '"\\\\x%02x"' 'src/base/escape\.c' "${sources[@]}"
	[ "$(grep -c 'escape_text(' src/base/log.c)" -eq 1 ]
}

@test "numbers are parsed in parse.c only" {
	only_in '\b(strto[a-z]+|ato[filq]+|sscanf) ?\(' 'src/base/parse\.c|src/kern/lock\.c' \
		"${sources[@]}"
}

@test "the environment and the locale are read in main.c only" {
	only_in '\b(secure_)?getenv ?\(|\benviron\b|\bsetlocale ?\(|\bsetenv ?\(' 'src/main\.c' \
		"${sources[@]}"
}

@test "the exit status is decided in main.c only" {
	only_in '\bexit ?\(|\babort ?\(|\bSTATUS_' 'src/main\.c|src/base/memory\.c' \
		"${sources[@]}"
	only_in '\b_exit ?\(' 'src/base/memory\.c|src/cmd/child\.c|src/kern/(netns|own_trial)\.c' \
		"${sources[@]}"
}

@test "paths in bpffs are built, made and removed in pins and bpffs only" {
	only_in '"[^"]*/ebpfctl"|"stage_' \
		'src/kern/(pins(_[a-z]+)?|bpffs)\.[ch]|src/core/probe_name\.c' "${sources[@]}"
	only_in '"/sys/fs/bpf' 'src/kern/bpffs\.h' $(c_files src/kern src/core src/out src/base)
	only_in '\b(mkdir|rmdir|rename|renameat|renameat2|bpf_obj_pin) ?\(' \
		'src/kern/pins(_[a-z]+)?\.c' "${sources[@]}"
	only_in '\bunlink(at)? ?\(' 'src/kern/(pins(_[a-z]+)?|link)\.c' "${sources[@]}"
	only_in '\bbpf_obj_get(_opts)? ?\(' 'src/kern/(handle|bpf_allowed)\.c' "${sources[@]}"
}

@test "something is mounted in bpffs.c and detached_mount.c only" {
	only_in '\b(mount|umount2?|fsopen|fsmount|move_mount) ?\(' 'src/kern/(bpffs|detached_mount)\.c' \
		"${sources[@]}"
}

@test "another namespace is entered by private_netns.c and netns.c, and by no other" {
	only_in '\b(unshare|setns|clone3?) ?\(' 'src/kern/(private_)?netns\.c' "${sources[@]}"
}

@test "no program is run but that of events -- COMMAND, and no process made but by a rehearsal" {
	nowhere '\b(system|popen|vfork|posix_spawnp?) ?\(' "${sources[@]}"
	only_in '\bfork ?\(' 'src/(cmd/child|kern/own_trial)\.c' "${sources[@]}"
	only_in '\bexec[lv]p?e? ?\(' 'src/cmd/child\.c' "${sources[@]}"
}

@test "there is no goto, and no function that cannot be used safely" {
	nowhere '\bgoto\b' "${sources[@]}"
	nowhere '\b(gets|strcpy|strcat|sprintf|vsprintf|strtok|alloca|tmpnam|mktemp) ?\(' \
		"${sources[@]}"
}

@test "memory is taken by memory.c, which never returns NULL" {
	only_in '\b(malloc|calloc|realloc|reallocarray|strdup|strndup|asprintf|vasprintf) ?\(' \
		'src/base/(memory|strbuf)\.c' "${sources[@]}"
}

@test "CO-RE stands only where the object for kernels with BTF includes it, vmlinux.h nowhere" {
	nowhere 'vmlinux\.h' $(c_files bpf)
	nowhere 'bpf_core_read\.h|\bBPF_CORE_READ|preserve_access_index' \
		$(c_files bpf | grep -vxE 'bpf/(directory|kernel_types)\.bpf\.h')
}

@test "the header that both sides share holds fixed-width types only" {
	nowhere '\b(int|long|short|unsigned|size_t|bool|time_t)\b[[:space:]]+[a-z_]+(\[[^]]*\])?;' \
		bpf/ebpfctl_abi.h
	[ "$(grep '^#[[:space:]]*include' bpf/ebpfctl_abi.h)" = '#include <linux/types.h>' ]
}
