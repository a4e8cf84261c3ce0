/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What libbpf says: kept, so that the verifier's last lines can stand below an error, and
 * shown at once only when the user asked for it.
 */
#ifndef KERN_LIBBPF_LOG_H
#define KERN_LIBBPF_LOG_H

/* Takes over libbpf's messages; once, before its first use. */
void libbpf_log_install(void);

/* Forgets what was kept. */
void libbpf_log_clear(void);

/* The last lines of the verifier's log that libbpf printed; "" when there is none. */
const char *libbpf_log_verifier(void);

/* The program that this log is of; "" when libbpf did not say. */
const char *libbpf_log_program(void);

/* Its first warning since libbpf_log_clear(), as one line; "" when there is none. */
const char *libbpf_log_warning(void);

#endif
