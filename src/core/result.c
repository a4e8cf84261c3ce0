// SPDX-License-Identifier: GPL-2.0-or-later
/* What became of a load or an unload. */
#include "core/result.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

const char *load_outcome_name(enum load_outcome outcome)
{
	static const char *const names[] = {
		[LOAD_LOADED] = "loaded", [LOAD_ALREADY] = "already",
		[LOAD_ADDED] = "added",	  [LOAD_REPLACED] = "replaced",
		[LOAD_FAILED] = "failed",
	};

	return names[outcome];
}

const char *xdp_mode_name(enum ebpfctl_xdp_mode mode)
{
	static const char *const names[] = {
		[EBPFCTL_XDP_AUTO] = "auto",
		[EBPFCTL_XDP_NATIVE] = "native",
		[EBPFCTL_XDP_GENERIC] = "generic",
	};

	return mode <= EBPFCTL_XDP_GENERIC ? names[mode] : "unknown";
}

struct interface_result *load_result_add_interface(struct load_result *result,
						   const char *ifname)
{
	struct interface_result *added;

	result->interfaces =
		memory_resize(result->interfaces, result->interface_count + 1,
			      sizeof(*result->interfaces));
	added = &result->interfaces[result->interface_count++];
	*added = (struct interface_result){0};
	snprintf(added->ifname, sizeof(added->ifname), "%s", ifname);
	return added;
}

void load_result_add_program(struct load_result *result, const char *name,
			     const char *hook, const char *note)
{
	result->programs = memory_resize(result->programs, result->program_count + 1,
					 sizeof(*result->programs));
	result->programs[result->program_count++] = (struct program_result){
		.name = memory_copy_string(name),
		.hook = memory_copy_string(hook),
		.note = note ? memory_copy_string(note) : NULL,
	};
}

void load_result_add_map(struct load_result *result, const struct map_result *map)
{
	result->maps =
		memory_resize(result->maps, result->map_count + 1, sizeof(*result->maps));
	result->maps[result->map_count++] = *map;
}

void load_result_add_global(struct load_result *result,
			    const struct global_result *global)
{
	result->globals = memory_resize(result->globals, result->global_count + 1,
					sizeof(*result->globals));
	result->globals[result->global_count++] = *global;
}

struct load_result *load_report_add(struct load_report *report, const char *probe)
{
	struct load_result *added;

	report->results = memory_resize(report->results, report->count + 1,
					sizeof(*report->results));
	added = &report->results[report->count++];
	*added = (struct load_result){.probe = probe};
	return added;
}

void unload_report_add(struct unload_report *report, const char *probe,
		       const char *ifname)
{
	report->results = memory_resize(report->results, report->count + 1,
					sizeof(*report->results));
	report->results[report->count++] =
		(struct unload_result){.probe = probe, .ifname = ifname};
}

bool load_report_has_failure(const struct load_report *report)
{
	for (size_t i = 0; i < report->count; i++)
		if (report->results[i].outcome == LOAD_FAILED)
			return true;
	return false;
}

void load_result_clear_programs(struct load_result *result)
{
	for (size_t i = 0; i < result->program_count; i++) {
		free(result->programs[i].name);
		free(result->programs[i].hook);
		free(result->programs[i].note);
	}
	free(result->programs);
	result->programs = NULL;
	result->program_count = 0;
}

static void own_results_release(struct load_result *result)
{
	load_result_clear_programs(result);
	for (size_t i = 0; i < result->map_count; i++)
		free(result->maps[i].name);
	for (size_t i = 0; i < result->global_count; i++) {
		free(result->globals[i].name);
		free(result->globals[i].type);
		free(result->globals[i].value);
	}
	free(result->maps);
	free(result->globals);
}

static void load_result_release(struct load_result *result)
{
	own_results_release(result);
	for (size_t i = 0; i < result->interface_count; i++)
		free(result->interfaces[i].note);
	free(result->interfaces);
	free(result->note);
	error_clear(&result->error);
}

void load_report_release(struct load_report *report)
{
	for (size_t i = 0; i < report->count; i++)
		load_result_release(&report->results[i]);
	free(report->results);
	*report = (struct load_report){0};
}

void unload_report_release(struct unload_report *report)
{
	free(report->results);
	*report = (struct unload_report){0};
}
