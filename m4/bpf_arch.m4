dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_BPF_ARCH sets ebpfctl_bpf_arch to the host's name in bpf/bpf_tracing.h, and
dnl ebpfctl_bpf_macros to what its kernel headers expect of a compiler for 64 bits: clang
dnl does not define that for the target bpf. Each one here has its first_argument() in
dnl bpf/kernel_types.bpf.h, and is built and booted by tests/arch.
AC_DEFUN([EBPFCTL_BPF_ARCH], [
  ebpfctl_bpf_macros=
  AS_CASE([$host_cpu],
    [x86_64], [ebpfctl_bpf_arch=x86],
    [aarch64*], [ebpfctl_bpf_arch=arm64],
    [s390x], [ebpfctl_bpf_arch=s390 ebpfctl_bpf_macros=-D__s390x__],
    [powerpc64*], [ebpfctl_bpf_arch=powerpc ebpfctl_bpf_macros=-D__powerpc64__],
    [AC_MSG_ERROR([the architecture '$host_cpu' is not known: CONTRIBUTING.md says how to add one])])
])
