/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `check` found out, one row each, and what follows from the rows for a load. */
#ifndef CORE_FINDING_H
#define CORE_FINDING_H

#include <stdbool.h>
#include <stddef.h>

enum verdict {
	VERDICT_OK,
	VERDICT_DEGRADED, /* it works, but not as well as it could */
	VERDICT_REFUSED,
	VERDICT_UNKNOWN, /* it was not tried */
};

/* Bits: what cannot be loaded while a finding is refused or unknown. */
enum finding_scope {
	FINDING_OF_PACKETS = 1 << 0,
	FINDING_OF_OPENS = 1 << 1,
	FINDING_OF_BOTH = FINDING_OF_PACKETS | FINDING_OF_OPENS,
};

struct finding {
	char *code; /* owned; "opens.via.fexit": stable; a probe's name for the sum of it */
	enum verdict verdict;
	char *reason;	    /* owned; can hold names that others chose */
	char *remedy;	    /* owned; NULL where there is nothing to do */
	unsigned int scope; /* bits of enum finding_scope: what depends on it */
	bool is_loaded;	    /* it was seen at a loaded probe, and not tried */
};

struct findings {
	struct finding *findings;
	size_t count;
};

const char *verdict_name(enum verdict verdict); /* "ok", "degraded", ... */

/*
 * Appends a finding; the reason is made of FORMAT. The pointer is valid until the next
 * one is added: it is for finding_remedy(), and for setting the scope.
 */
struct finding *findings_add(struct findings *findings, const char *code,
			     enum verdict verdict, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Replaces the remedy. */
void finding_remedy(struct finding *finding, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* NULL when there is none of this code. */
const struct finding *findings_find(const struct findings *findings, const char *code);

/*
 * The first finding in the way of what SCOPE names: a refused one, else an unknown one;
 * NULL when there is none.
 */
const struct finding *findings_blocker(const struct findings *findings,
				       unsigned int scope);

/* Whether a finding says that PROBE, by its name, would load. */
bool findings_would_load(const struct findings *findings, const char *probe);

void findings_release(struct findings *findings);

#define AUTO_FINDINGS CLEANUP(findings_release)

#endif
