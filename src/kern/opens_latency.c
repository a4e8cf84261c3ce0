// SPDX-License-Identifier: GPL-2.0-or-later
/* `opens` with --latency: the maps and programs that it alone has. */
#include "base/memory.h"
#include "core/probe_name.h"
#include "kern/map.h"
#include "kern/opens_internal.h"

const struct map_spec opens_latency_spec = {
	EBPFCTL_LATENCY_MAP,	     BPF_MAP_TYPE_PERCPU_HASH,
	sizeof(struct ebpfctl_comm), sizeof(struct ebpfctl_latency_counts),
	EBPFCTL_LATENCY_COMMS_MAX,
};

int opens_choose_latency(struct bpf_object *object, bool has_latency, struct error *error)
{
	const struct ebpfctl_opens_config config = {.has_latency = has_latency};

	object_choose_map(object, EBPFCTL_STARTED_MAP, has_latency);
	object_choose_map(object, EBPFCTL_LATENCY_MAP, has_latency);
	return object_set_rodata(object, &config, sizeof(config), error);
}

bool opens_has_latency(const char *directory)
{
	return pins_has(directory, PINS_MAPS, EBPFCTL_LATENCY_MAP);
}

void opens_choose_timers(struct bpf_object *object, const struct route *route)
{
	for (size_t i = 0; i < ROUTE_HOOKS_MAX && route->timers[i].stub; i++) {
		struct bpf_program *program =
			bpf_object__find_program_by_name(object, route->timers[i].stub);

		if (program)
			bpf_program__set_autoload(program, true);
	}
}

int opens_make_others(const struct bpf_object *object, struct error *error)
{
	const struct ebpfctl_comm others = {0};
	size_t cpu_count = map_cpu_count(error);
	void *zeroes AUTO_FREE =
		memory_new(cpu_count + 1, sizeof(struct ebpfctl_latency_counts));

	if (!cpu_count)
		return -1;
	if (map_write(object_map_fd(object, EBPFCTL_LATENCY_MAP), &others, zeroes))
		return error_set_errno(error, errno, "cannot write the map '%s'",
				       EBPFCTL_LATENCY_MAP);
	return 0;
}

int opens_check_latency(const char *directory, bool is_wanted, struct error *error)
{
	if (!is_wanted || opens_has_latency(directory))
		return 0;
	error_set(error, ERROR_FAILED,
		  "cannot load 'opens': it is loaded without --latency");
	error_hint(error, "ebpfctl unload opens, then load it again");
	return -1;
}
