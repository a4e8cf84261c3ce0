// SPDX-License-Identifier: GPL-2.0-or-later
/* Which probes and files `ebpfctl load` is for, and whether its options fit to them. */
#include "cmd/load_own.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"

static int add_file(struct load_choice *choice, const struct load_request *request,
		    const char *file, struct error *error)
{
	struct own_wishes *own;

	choice->own =
		memory_resize(choice->own, choice->own_count + 1, sizeof(*choice->own));
	own = &choice->own[choice->own_count];
	*own = request->own;
	own->file = file;
	own->ifnames = request->ifnames;
	own->ifname_count = request->ifname_count;
	own->mode = request->mode;
	own->group = request->group;
	own->is_replace = request->is_replace;
	if (probe_name_of_file(file, request->own_name, own->name, error))
		return -1;
	for (size_t i = 0; i < choice->own_count; i++)
		if (!strcmp(choice->own[i].name, own->name))
			return error_set(error, ERROR_USAGE,
					 "cannot load '%s': '%s' would be named '%s' too",
					 file, choice->own[i].file, own->name);
	choice->own_count++;
	return 0;
}

/* A name of the right form that is none of the built-in ones. */
static int no_such_probe(const char *name, struct error *error)
{
	error_set(error, ERROR_USAGE, "cannot load '%s': there is no such probe", name);
	error_hint(error, "the probes are packets and opens; a file has a / or a .: ./%s",
		   name);
	return -1;
}

static int sort_operand(struct load_choice *choice, const struct load_request *request,
			const char *operand, const char **built_in, size_t *count,
			struct error *error)
{
	if (probe_name_is_file(operand))
		return add_file(choice, request, operand, error);
	if (probe_name_check("load", operand, error))
		return -1;
	if (!probe_name_is_built_in(operand))
		return no_such_probe(operand, error);
	built_in[(*count)++] = operand;
	return 0;
}

static int refuse(const char *option, const char *of, const char *not_of,
		  struct error *error)
{
	return error_set(error, ERROR_USAGE, "option '%s' is of %s, not of %s", option,
			 of, not_of);
}

/* For a message: what is chosen, where that is not PROBE. */
static const char *other_than(const struct load_choice *choice, const char *probe)
{
	if (choice->own_count)
		return choice->own[0].name;
	return strcmp(probe, PROBE_OPENS) ? PROBE_OPENS : PROBE_PACKETS;
}

static int check_built_in(const struct load_request *request,
			  const struct load_choice *choice, struct error *error)
{
	const char *of_packets = request->wants_sizes ? "--sizes" : NULL;
	const char *of_opens = request->wants_latency ? "--latency" :
			       request->has_via	      ? "--via" :
							NULL;

	if (!choice->own_count)
		of_packets = request->ifname_count ? "-i" :
			     request->has_mode	   ? "--mode" :
						     of_packets;
	if (!choice->built_in.has_packets && of_packets)
		return refuse(of_packets, PROBE_PACKETS,
			      other_than(choice, PROBE_PACKETS), error);
	if (!choice->built_in.has_opens && of_opens)
		return refuse(of_opens, PROBE_OPENS, other_than(choice, PROBE_OPENS),
			      error);
	return 0;
}

static int check_own(const struct load_request *request, const struct load_choice *choice,
		     struct error *error)
{
	if (request->own_option && !choice->own_count)
		return refuse(request->own_option, "a file", "a built-in probe", error);
	if (request->own_single && choice->own_count > 1)
		return error_set(error, ERROR_USAGE,
				 "option '%s' is of one file, not of %zu",
				 request->own_single, choice->own_count);
	return 0;
}

int load_choose(const struct load_request *request, const char *const *operands,
		struct load_choice *ret_choice, struct error *error)
{
	struct load_choice choice AUTO_LOAD_CHOICE = {0};
	const char **built_in AUTO_FREE = NULL;
	size_t count = 0;

	while (operands[count])
		count++;
	built_in = memory_new(count + 1, sizeof(*built_in));
	count = 0;
	for (const char *const *operand = operands; *operand; operand++)
		if (sort_operand(&choice, request, *operand, built_in, &count, error))
			return -1;
	if ((count || !choice.own_count) &&
	    probes_choose("load", built_in, &choice.built_in, error))
		return -1;
	if (check_built_in(request, &choice, error) || check_own(request, &choice, error))
		return -1;
	*ret_choice = choice;
	choice = (struct load_choice){0};
	return 0;
}

void load_choice_release(struct load_choice *choice)
{
	probe_choice_release(&choice->built_in);
	free(choice->own);
	*choice = (struct load_choice){0};
}
