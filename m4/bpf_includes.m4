dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl EBPFCTL_BPF_INCLUDES sets ebpfctl_bpf_includes to where the host's compiler finds
dnl asm/types.h. clang does not look there for the target bpf, and the place differs:
dnl /usr/include/MULTIARCH on Debian, /usr/include elsewhere, another one in a cross build.
AC_DEFUN([EBPFCTL_BPF_INCLUDES], [
  AC_MSG_CHECKING([where asm/types.h is])
  AC_LANG_CONFTEST([AC_LANG_SOURCE([[#include <asm/types.h>]])])
  ebpfctl_bpf_include_dir=`$CC -M $CPPFLAGS conftest.$ac_ext 2>/dev/null |
    tr ' ' '\n' | sed -n '/\/asm\/types\.h$/ { s,/asm/types\.h$,,p; q; }'`
  rm -f conftest.$ac_ext
  AS_IF([test -n "$ebpfctl_bpf_include_dir"],
    [AC_MSG_RESULT([$ebpfctl_bpf_include_dir])
     ebpfctl_bpf_includes="-idirafter $ebpfctl_bpf_include_dir"],
    [AC_MSG_RESULT([no])
     EBPFCTL_MISSING([asm/types.h], [linux-libc-dev])])
])
