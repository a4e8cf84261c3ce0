dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_BPF_ARCH sets ebpfctl_bpf_arch to the host's name in bpf/bpf_tracing.h.
AC_DEFUN([EBPFCTL_BPF_ARCH], [
  AS_CASE([$host_cpu],
    [x86_64|i?86], [ebpfctl_bpf_arch=x86],
    [aarch64*], [ebpfctl_bpf_arch=arm64],
    [arm*], [ebpfctl_bpf_arch=arm],
    [s390*], [ebpfctl_bpf_arch=s390],
    [powerpc*], [ebpfctl_bpf_arch=powerpc],
    [riscv*], [ebpfctl_bpf_arch=riscv],
    [mips*], [ebpfctl_bpf_arch=mips],
    [loongarch*], [ebpfctl_bpf_arch=loongarch],
    [AC_MSG_ERROR([do not know what libbpf calls the architecture '$host_cpu'])])
])
