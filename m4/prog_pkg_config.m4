dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_PROG_PKG_CONFIG stops at once without pkg-config: each library would be
dnl reported as missing, which may not be true.
AC_DEFUN([EBPFCTL_PROG_PKG_CONFIG], [
  PKG_PROG_PKG_CONFIG
  AS_IF([test -z "$PKG_CONFIG"],
    [AC_MSG_ERROR([pkg-config was not found: apt install pkg-config])])
])
