dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_BPF_WORKS compiles and strips a BPF object that has what ours need: the
dnl kernel's and libbpf's headers, a fetching atomic, BTF.
AC_DEFUN([EBPFCTL_BPF_WORKS], [
  AC_MSG_CHECKING([whether $CLANG makes BPF objects])
  AC_LANG_CONFTEST([AC_LANG_SOURCE([[
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
__u64 counter;
SEC("xdp") int count(struct xdp_md *ctx)
{
	return __sync_fetch_and_add(&counter, 1) ? XDP_PASS : XDP_DROP;
}
]])])
  AS_IF([{ $CLANG $BPF_FLAGS $BPF_CFLAGS -c conftest.c -o conftest.bpf.o &&
           $LLVM_STRIP -g conftest.bpf.o; } >&AS_MESSAGE_LOG_FD 2>&1],
    [AC_MSG_RESULT([yes])],
    [AC_MSG_RESULT([no])
     AC_MSG_ERROR([cannot compile for $BPF_TARGET, config.log says why: apt install clang llvm libbpf-dev linux-libc-dev])])
  rm -f conftest.c conftest.bpf.o
])
