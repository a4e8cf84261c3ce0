dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_HARDENING sets HARDEN_CPPFLAGS, HARDEN_CFLAGS and HARDEN_LDFLAGS. They stand
dnl before the user's flags, which therefore win.
AC_DEFUN([EBPFCTL_HARDENING], [
  HARDEN_CPPFLAGS=
  AC_MSG_CHECKING([whether to define _FORTIFY_SOURCE])
  AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
#if defined _FORTIFY_SOURCE || !defined __OPTIMIZE__
#error "the user or the compiler decided already, or it would have no effect"
#endif
]])],
    [AC_MSG_RESULT([yes])
     HARDEN_CPPFLAGS="-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"],
    [AC_MSG_RESULT([no])])

  HARDEN_CFLAGS=
  EBPFCTL_CHECK_FLAGS([HARDEN_CFLAGS],
    [-fstack-protector-strong -fstack-clash-protection -fcf-protection])
  HARDEN_LDFLAGS=
  EBPFCTL_CHECK_FLAGS([HARDEN_LDFLAGS], [-Wl,-z,relro -Wl,-z,now])

  dnl -fPIE and -pie belong together, and -static -pie gives a program that crashes.
  AS_CASE([" $LDFLAGS $CFLAGS "],
    [*" -static "*|*" -no-pie "*], [],
    [ebpfctl_pie=
     EBPFCTL_CHECK_FLAGS([ebpfctl_pie], ["-fPIE -pie"])
     AS_IF([test -n "$ebpfctl_pie"],
       [HARDEN_CFLAGS="$HARDEN_CFLAGS -fPIE"
        HARDEN_LDFLAGS="$HARDEN_LDFLAGS -pie"])])

  AC_SUBST([HARDEN_CPPFLAGS])
  AC_SUBST([HARDEN_CFLAGS])
  AC_SUBST([HARDEN_LDFLAGS])
])
