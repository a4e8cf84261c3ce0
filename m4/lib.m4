dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_LIB(PREFIX, MODULE, MINIMUM, PACKAGE, HEADER, CALL) finds MODULE by pkg-config
dnl and sets PREFIX_CFLAGS and PREFIX_LIBS. CALL is linked once, since a .pc file alone
dnl does not mean that there is a library for this host.
AC_DEFUN([EBPFCTL_LIB], [
  AC_REQUIRE([EBPFCTL_PROG_PKG_CONFIG])
  PKG_CHECK_MODULES([$1], [$2]m4_ifnblank([$3], [[ >= $3]]),
    [EBPFCTL_LIB_LINKS([$1], [$5], [$6],
       [EBPFCTL_MISSING([a working $2], [$4])])],
    [EBPFCTL_MISSING([$2]m4_ifnblank([$3], [[ $3 or newer]]), [$4])])
])
