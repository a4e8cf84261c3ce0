dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_PROG_CC is AC_PROG_CC which also says what to install.
AC_DEFUN([EBPFCTL_PROG_CC], [
  AC_CHECK_TOOLS([CC], [gcc clang cc])
  AS_IF([test -z "$CC"],
    [AC_MSG_ERROR([a C compiler was not found: apt install gcc libc6-dev])])
  AC_PROG_CC
])
