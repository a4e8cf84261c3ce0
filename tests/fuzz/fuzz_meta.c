// SPDX-License-Identifier: GPL-2.0-or-later
/* Who loaded a probe, and per-CPU counts: from maps that another build may have made. */
#include "core/event.h"
#include "core/meta.h"
#include "core/snapshot.h"
#include "fuzz.h"

static void check_meta(const uint8_t *data, size_t size)
{
	struct meta meta, again;
	struct ebpfctl_meta raw;

	if (meta_decode(data, size, &meta) || !meta_is_our_abi(&meta))
		return;
	PROMISE(memchr(meta.version, '\0', sizeof(meta.version)));
	PROMISE(memchr(meta.via, '\0', sizeof(meta.via)));
	meta_encode(&meta, &raw);
	PROMISE(!meta_decode(&raw, sizeof(raw), &again));
	PROMISE(again.load_id == meta.load_id && again.loaded_ns == meta.loaded_ns);
	PROMISE(!strcmp(again.version, meta.version) && !strcmp(again.via, meta.via));
}

/* As many whole structures of SIZE as there are bytes for; aligned, as the kernel's are. */
static void *copy_array(const uint8_t *data, size_t size, size_t each, size_t *ret_count)
{
	void *array;

	*ret_count = size / each;
	array = malloc(*ret_count * each + 1);
	PROMISE(array);
	memcpy(array, data, *ret_count * each);
	return array;
}

static void check_books(const uint8_t *data, size_t size)
{
	struct reader_books books;
	size_t cpus;
	void *per_cpu =
		copy_array(data, size, sizeof(struct ebpfctl_reader_books), &cpus);

	books_sum_cpus(per_cpu, cpus, &books);
	free(per_cpu);
}

static void check_counts(const uint8_t *data, size_t size)
{
	struct packet_count counts[EBPFCTL_CLASSES] = {0};
	struct comm_count comm = {0};
	size_t cpus;
	void *per_cpu =
		copy_array(data, size, sizeof(struct ebpfctl_interface_counts), &cpus);

	packets_sum_cpus(per_cpu, cpus, counts);
	free(per_cpu);
	per_cpu = copy_array(data, size, sizeof(struct ebpfctl_open_counts), &cpus);
	opens_sum_cpus(per_cpu, cpus, &comm);
	free(per_cpu);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_meta(data, size);
	check_books(data, size);
	check_counts(data, size);
	return 0;
}
