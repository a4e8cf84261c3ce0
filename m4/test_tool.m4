dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_TEST_TOOL(VARIABLE, PROGRAM): only the tests need PROGRAM, so its absence is
dnl no error. The package has the same name.
AC_DEFUN([EBPFCTL_TEST_TOOL], [
  AC_CHECK_PROG([$1], [$2], [$2], [no])
  AS_IF([test "$$1" = no],
    [AC_MSG_WARN([$2 was not found, make check needs it: apt install $2])])
])
