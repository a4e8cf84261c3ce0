dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_LIB_LINKS(PREFIX, HEADER, CALL, OTHERWISE) tries a program with PREFIX's flags.
AC_DEFUN([EBPFCTL_LIB_LINKS], [
  ebpfctl_save_CFLAGS=$CFLAGS
  ebpfctl_save_LIBS=$LIBS
  CFLAGS="$CFLAGS $$1_CFLAGS"
  LIBS="$$1_LIBS $LIBS"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <$2>]], [[$3;]])], [], [$4])
  CFLAGS=$ebpfctl_save_CFLAGS
  LIBS=$ebpfctl_save_LIBS
])
