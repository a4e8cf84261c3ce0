/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In what the build that tests replace by differs: its version, and its objects. */
#undef PACKAGE_VERSION
#define PACKAGE_VERSION "next"
#define EBPFCTL_OBJECTS "tests/root/next"
