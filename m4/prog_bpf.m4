dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_PROG_BPF finds clang and llvm-strip, sets BPF_FLAGS to what each BPF object
dnl needs whatever the user's BPF_CFLAGS are, and compiles one to see that it works.
AC_DEFUN([EBPFCTL_PROG_BPF], [
  AC_REQUIRE([AC_CANONICAL_HOST])
  AC_REQUIRE([AC_C_BIGENDIAN])
  AC_ARG_VAR([CLANG], [clang, the compiler of the BPF programs])
  AC_ARG_VAR([LLVM_STRIP], [llvm-strip, which keeps BTF])
  AC_ARG_VAR([BPF_CFLAGS], [flags for the BPF programs, after those of the build])
  m4_pushdef([versions], [-19 -18 -17 -16 -15 -14])
  AC_CHECK_PROGS([CLANG], [clang m4_map_args_w(m4_defn([versions]), [clang], [], [ ])])
  AC_CHECK_PROGS([LLVM_STRIP],
    [llvm-strip m4_map_args_w(m4_defn([versions]), [llvm-strip], [], [ ])])
  m4_popdef([versions])
  AS_IF([test -z "$CLANG"], [EBPFCTL_MISSING([clang], [clang])])
  AS_IF([test -z "$LLVM_STRIP"], [EBPFCTL_MISSING([llvm-strip], [llvm])])

  dnl Never plain "bpf", which is the byte order of the machine that compiles.
  AS_IF([test "$ac_cv_c_bigendian" = yes], [BPF_TARGET=bpfeb], [BPF_TARGET=bpfel])
  EBPFCTL_BPF_ARCH
  EBPFCTL_BPF_INCLUDES
  dnl v3 has the fetching atomics, which every kernel from 5.12 on knows. Without -g there
  dnl is no BTF, without -O2 the verifier refuses.
  BPF_FLAGS="-target $BPF_TARGET -mcpu=v3 -O2 -g -D__TARGET_ARCH_$ebpfctl_bpf_arch"
  BPF_FLAGS="$BPF_FLAGS $ebpfctl_bpf_macros"
  BPF_FLAGS="$BPF_FLAGS $LIBBPF_CFLAGS $ebpfctl_bpf_includes"
  AC_SUBST([BPF_TARGET])
  AC_SUBST([BPF_FLAGS])
  AS_IF([test -z "$ebpfctl_missing"], [EBPFCTL_BPF_WORKS])
])
