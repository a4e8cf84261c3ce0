dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_STATIC makes, with --enable-static-binary, one file that needs no library of the
dnl machine. It comes before the libraries are looked for, which then have others of their own.
AC_DEFUN([EBPFCTL_STATIC], [
  AC_REQUIRE([EBPFCTL_PROG_PKG_CONFIG])
  AC_ARG_ENABLE([static-binary],
    [AS_HELP_STRING([--enable-static-binary],
      [link without shared libraries; users and groups are known by number only])],
    [], [enable_static_binary=no])
  AS_IF([test "$enable_static_binary" != no],
    [PKG_CONFIG="$PKG_CONFIG --static"
     LDFLAGS="-static $LDFLAGS"
     AC_DEFINE([STATIC_BINARY], [1], [Define to 1 where nothing is linked dynamically.])])
])
