# SPDX-License-Identifier: GPL-2.0-or-later
# What the next build's programs do differently: they count their runs, too.
/^char LICENSE/a #include "next.bpf.h"
s/handle_open(&call)/(count_run(), &)/
s/^	count(class_of_frame/	count_run();\
&/
