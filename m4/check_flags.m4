dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_CHECK_FLAGS(VARIABLE, FLAGS) adds those of FLAGS to VARIABLE with which this
dnl compiler compiles and links, without a warning.
AC_DEFUN([EBPFCTL_CHECK_FLAGS], [
  ebpfctl_save_CFLAGS=$CFLAGS
  for ebpfctl_flag in $2; do
    AC_MSG_CHECKING([whether $CC accepts $ebpfctl_flag])
    CFLAGS="$ebpfctl_save_CFLAGS -Werror $$1 $ebpfctl_flag"
    AC_LINK_IFELSE([AC_LANG_SOURCE([[int main(void) { return 0; }]])],
      [AC_MSG_RESULT([yes])
       $1="$$1 $ebpfctl_flag"],
      [AC_MSG_RESULT([no])])
  done
  CFLAGS=$ebpfctl_save_CFLAGS
])
