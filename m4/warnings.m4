dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_WARNINGS sets WARN_CFLAGS and WARN_BPF_CFLAGS, the latter only with --enable-werror.
AC_DEFUN([EBPFCTL_WARNINGS], [
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [treat compiler warnings as errors])],
    [], [enable_werror=no])
  WARN_CFLAGS=
  EBPFCTL_CHECK_FLAGS([WARN_CFLAGS], [ \
    -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
    -Wcast-qual -Wwrite-strings -Wformat=2 -Wvla -Wundef -Wimplicit-fallthrough])
  WARN_BPF_CFLAGS=
  AS_IF([test "$enable_werror" != no],
    [WARN_CFLAGS="$WARN_CFLAGS -Werror"
     WARN_BPF_CFLAGS=-Werror])
  AC_SUBST([WARN_CFLAGS])
  AC_SUBST([WARN_BPF_CFLAGS])
])
