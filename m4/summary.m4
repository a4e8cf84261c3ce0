dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_SUMMARY ends configure's output with what was decided.
AC_DEFUN([EBPFCTL_SUMMARY], [
  ebpfctl_libbpf=`$PKG_CONFIG --modversion libbpf`
  AS_IF([test "$enable_werror" = no],
    [ebpfctl_warnings="shown"], [ebpfctl_warnings="are errors"])
  AS_IF([test "$enable_static_binary" = no],
    [ebpfctl_linked="dynamically"], [ebpfctl_linked="statically"])
  AC_MSG_NOTICE([

  $PACKAGE_NAME $PACKAGE_VERSION for $host

  prefix          $prefix
  compiler        $CC, $CFLAGS
  BPF compiler    $CLANG -target $BPF_TARGET
  libbpf          $ebpfctl_libbpf, linked $ebpfctl_linked
  warnings        $ebpfctl_warnings
  tests           bats: $BATS, mandoc: $MANDOC

  next: make, make check, make install
])
])
