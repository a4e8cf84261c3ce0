// SPDX-License-Identifier: GPL-2.0-or-later
/* What `check` found out. */
#include "core/finding.h"

#include <string.h>

#include "base/memory.h"
#include "base/strbuf.h"

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_OK] = "ok",
		[VERDICT_DEGRADED] = "degraded",
		[VERDICT_REFUSED] = "refused",
		[VERDICT_UNKNOWN] = "unknown",
	};

	return names[verdict];
}

static char *__attribute__((format(printf, 1, 0)))
format_text(const char *format, va_list arguments)
{
	struct strbuf text = {0};

	strbuf_add_vformat(&text, format, arguments);
	return text.text ? text.text : memory_copy_string("");
}

struct finding *findings_add(struct findings *findings, const char *code,
			     enum verdict verdict, const char *format, ...)
{
	struct finding *finding;
	va_list arguments;

	findings->findings = memory_resize(findings->findings, findings->count + 1,
					   sizeof(*findings->findings));
	finding = &findings->findings[findings->count++];
	*finding = (struct finding){
		.code = memory_copy_string(code),
		.verdict = verdict,
	};
	va_start(arguments, format);
	finding->reason = format_text(format, arguments);
	va_end(arguments);
	return finding;
}

void finding_remedy(struct finding *finding, const char *format, ...)
{
	va_list arguments;

	free(finding->remedy);
	va_start(arguments, format);
	finding->remedy = format_text(format, arguments);
	va_end(arguments);
}

const struct finding *findings_find(const struct findings *findings, const char *code)
{
	for (size_t i = 0; i < findings->count; i++)
		if (!strcmp(findings->findings[i].code, code))
			return &findings->findings[i];
	return NULL;
}

static const struct finding *first_with(const struct findings *findings,
					unsigned int scope, enum verdict verdict)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->findings[i].scope & scope &&
		    findings->findings[i].verdict == verdict)
			return &findings->findings[i];
	return NULL;
}

const struct finding *findings_blocker(const struct findings *findings,
				       unsigned int scope)
{
	const struct finding *refused = first_with(findings, scope, VERDICT_REFUSED);

	return refused ? refused : first_with(findings, scope, VERDICT_UNKNOWN);
}

bool findings_would_load(const struct findings *findings, const char *probe)
{
	const struct finding *finding = findings_find(findings, probe);

	return finding && finding->verdict <= VERDICT_DEGRADED;
}

void findings_release(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		free(findings->findings[i].code);
		free(findings->findings[i].reason);
		free(findings->findings[i].remedy);
	}
	free(findings->findings);
	*findings = (struct findings){0};
}
