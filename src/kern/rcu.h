/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waiting until no BPF program that was running is running any more. */
#ifndef KERN_RCU_H
#define KERN_RCU_H

/*
 * One RCU grace period (8 to 30 ms). Closing a link is not enough for every link type:
 * a program that was running when its link went may still count for a moment.
 */
void rcu_wait(void);

#endif
