// SPDX-License-Identifier: GPL-2.0-or-later
/* What `ebpfctl stats` does with own probes: batch by batch, in constant memory. */
#include "cmd/stats_own.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "core/map_top.h"
#include "kern/map_reader.h"
#include "out/writer.h"

static void flush(struct own_show *show)
{
	if (!show->collects)
		writer_flush(&show->page.json.text, stdout);
}

/* With --watch the rates come from what the entries were before. */
static void write_batch(struct own_show *show, struct map_batch *batch)
{
	if (show->rates)
		map_rates_step(show->rates, batch, show->now_ns);
	show->writer->entries(&show->page, batch);
	flush(show);
}

/* What is over the limit is cut off; returns how much. */
static uint64_t cut(const struct own_show *show, uint64_t shown, struct map_batch *batch)
{
	uint64_t room = show->limit - shown, over;

	if (batch->count <= room)
		return 0;
	over = batch->count - room;
	batch->count = room;
	return over;
}

static int write_entries(struct own_show *show, const struct own_map *map,
			 uint64_t *ret_left_out, struct error *error)
{
	struct map_reader reader AUTO_MAP_READER;
	uint64_t shown = 0, left_out = 0;
	struct map_batch batch;
	int status;

	map_reader_begin(&reader, map);
	while (!(status = map_reader_next(&reader, &batch, error)) && batch.count) {
		left_out += cut(show, shown, &batch);
		shown += batch.count;
		write_batch(show, &batch);
	}
	*ret_left_out = left_out;
	return status;
}

static int write_sorted(struct own_show *show, const struct own_map *map,
			struct map_top *top, uint64_t *ret_left_out, struct error *error)
{
	struct map_reader reader AUTO_MAP_READER;
	struct map_batch batch;
	uint64_t count = 0;
	int status;

	map_reader_begin(&reader, map);
	while (!(status = map_reader_next(&reader, &batch, error)) && batch.count) {
		count += batch.count;
		map_top_add(top, &batch);
	}
	batch = map_top_batch(top);
	*ret_left_out = count - batch.count;
	write_batch(show, &batch);
	return status;
}

static int write_inner(struct own_show *show, const struct own_map *map,
		       const struct map_batch *batch, struct error *error)
{
	const struct map_view *view = map->view;
	uint64_t left_out;
	int status = 0;

	for (size_t i = 0; i < batch->count && !status; i++) {
		struct value key = map_batch_key(view, batch, i);
		uint32_t id = map_view_inner_id(view, batch, i);
		const struct map_view *inner = map_view_inner(view, id);

		show->writer->inner_begin(&show->page, &key, id, inner);
		show->rates = NULL; /* which are of the maps that have names */
		show->page.has_rates = false;
		if (inner)
			status = write_entries(show, &map->inner[inner - view->inner],
					       &left_out, error);
		show->writer->inner_end(&show->page, view);
		flush(show);
	}
	return status;
}

static int write_maps_in(struct own_show *show, const struct own_map *map,
			 struct error *error)
{
	struct map_reader reader AUTO_MAP_READER;
	struct map_batch batch;
	int status;

	map_reader_begin(&reader, map);
	while (!(status = map_reader_next(&reader, &batch, error)) && batch.count)
		if (write_inner(show, map, &batch, error))
			return -1;
	return status;
}

static int write_contents(struct own_show *show, const struct own_map *map,
			  uint64_t *ret_left_out, struct error *error)
{
	const char *field = show->request->sort_field;
	struct map_top *top AUTO_MAP_TOP =
		field ? map_top_new(map->view, field, (size_t)show->limit) : NULL;

	if (map->view->shape == MAP_OF_MAPS)
		return write_maps_in(show, map, error);
	return top ? write_sorted(show, map, top, ret_left_out, error) :
		     write_entries(show, map, ret_left_out, error);
}

static void write_map(struct own_show *show, const struct own_map *map)
{
	struct error error AUTO_ERROR = {0};
	uint64_t left_out = 0;

	show->writer->map_begin(&show->page, map->view);
	if (write_contents(show, map, &left_out, &error))
		show->is_complete = false;
	show->writer->map_end(&show->page, left_out,
			      error.kind ? error_reason(&error) : NULL);
	flush(show);
}

void stats_own_write_probe(struct own_show *show, const struct own_probe *probe,
			   struct map_rates *const *rates)
{
	show->writer->probe_begin(&show->page, &probe->view);
	for (size_t i = 0; i < probe->view.count; i++) {
		show->rates = rates ? rates[i] : NULL;
		show->page.has_rates = show->rates;
		write_map(show, &probe->maps[i]);
	}
	show->writer->probe_end(&show->page);
}

struct own_show stats_own_begin(const struct stats_request *request)
{
	return (struct own_show){
		.request = request,
		.writer = request->format == FORMAT_JSON ? &own_writer_json :
							   &own_writer_text,
		.page = {.is_per_cpu = request->is_per_cpu,
			 .time_ns = clock_now_ns(CLOCK_REALTIME)},
		.limit = stats_top(request),
		.is_complete = true,
	};
}

int stats_own_show(const struct stats_request *request, const struct own_probes *probes,
		   const struct snapshot *snapshot, struct error *error)
{
	struct own_show show = stats_own_begin(request);

	show.writer->begin(&show.page, snapshot);
	for (size_t i = 0; i < probes->count; i++)
		stats_own_write_probe(&show, &probes->probes[i], NULL);
	show.writer->end(&show.page, show.is_complete);
	flush(&show);
	own_page_release(&show.page);
	if (show.is_complete)
		return 0;
	return error_set(error, ERROR_FAILED, "cannot read all maps");
}

/* Whether a map has what is sorted by. */
static int check_field(const struct stats_request *request, const struct own_probe *probe,
		       struct error *error)
{
	if (!request->sort_field)
		return 0;
	for (size_t i = 0; i < probe->view.count; i++) {
		struct map_top *top AUTO_MAP_TOP =
			map_top_new(&probe->view.maps[i], request->sort_field, 1);

		if (top)
			return 0;
	}
	return error_set(error, ERROR_USAGE, "cannot sort '%s': it has no field '%s'",
			 probe->view.name, request->sort_field);
}

int stats_own_open(const struct pins *pins, const char *const *names,
		   const struct stats_request *request, struct own_probes *ret_probes,
		   struct error *error)
{
	struct own_probes probes = {0};

	for (const char *const *name = names; *name; name++) {
		struct own_probe *probe;

		if (probe_name_is_built_in(*name))
			continue;
		probes.probes = memory_resize(probes.probes, probes.count + 1,
					      sizeof(*probes.probes));
		probe = &probes.probes[probes.count];
		if (own_maps_open(pins, *name, request->map, probe, error)) {
			stats_own_close(&probes);
			return -1;
		}
		probes.count++;
		if (check_field(request, probe, error) ||
		    (request->is_watch &&
		     probe_watch_begin(pins, *name, &probe->watch, error))) {
			stats_own_close(&probes);
			return -1;
		}
	}
	*ret_probes = probes;
	return 0;
}

void stats_own_close(struct own_probes *probes)
{
	for (size_t i = 0; i < probes->count; i++)
		own_maps_close(&probes->probes[i]);
	free(probes->probes);
	*probes = (struct own_probes){0};
}
