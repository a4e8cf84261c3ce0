dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_MISSING(WHAT, PACKAGE) notes that WHAT is needed and not there. It does not
dnl stop yet: whoever builds for the first time shall see everything at once.
AC_DEFUN([EBPFCTL_MISSING], [
  AC_MSG_WARN([$1 was not found: apt install $2])
  ebpfctl_missing="$ebpfctl_missing $2"
])

dnl EBPFCTL_STOP_IF_MISSING ends configure if anything was noted.
AC_DEFUN([EBPFCTL_STOP_IF_MISSING], [
  AS_IF([test -n "$ebpfctl_missing"],
    [AC_MSG_ERROR([something needed was not found, see above: apt install$ebpfctl_missing])])
])
