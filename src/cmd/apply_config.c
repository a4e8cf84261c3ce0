// SPDX-License-Identifier: GPL-2.0-or-later
/* From configuration files to what they want. */
#include "cmd/apply_config.h"

#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "cmd/options.h"

/* What is of one run of a command, and not of what is loaded. */
static const char *misplaced_option(const struct load_request *request,
				    const struct global_request *global)
{
	return request->is_dry_run   ? "--dry-run" :
	       request->is_json	     ? "--json" :
	       request->is_replace   ? "--replace" :
	       global->bpffs	     ? "--bpffs" :
	       global->is_verbose    ? "--verbose" :
	       global->is_quiet	     ? "--quiet" :
	       global->wants_help    ? "--help" :
	       global->wants_version ? "--version" :
				       NULL;
}

/* As `load` parses its command line. */
static int parse(struct config_line *line, struct error *error)
{
	struct global_request global = {0};
	const char **operands AUTO_FREE =
		memory_new(line->words.count + 1, sizeof(*operands));
	const char *misplaced;
	size_t used;

	if (options_parse(line->words.words, load_options, &line->request, &global,
			  operands, false, &used, error))
		return -1;
	misplaced = misplaced_option(&line->request, &global);
	if (misplaced) {
		error_set(error, ERROR_USAGE, "option '%s' has no place in a file",
			  misplaced);
		error_hint(error, "man ebpfctl.conf");
		return -1;
	}
	return load_choose(&line->request, operands, &line->choice, error);
}

static int want(struct wanted *wanted, const struct config_line *line,
		struct error *error)
{
	const struct load_request *request = &line->request;
	const struct wanted_line wanted_line = {
		.where = line->where,
		.has_packets = line->choice.built_in.has_packets,
		.has_opens = line->choice.built_in.has_opens,
		.ifnames = request->ifnames,
		.ifname_count = request->ifname_count,
		.has_mode = request->has_mode,
		.mode = request->mode,
		.has_via = request->has_via,
		.via = request->via,
		.has_group = request->group.is_given,
		.gid = request->group.gid,
		.wants_sizes = request->wants_sizes,
		.wants_latency = request->wants_latency,
		.own = line->choice.own,
		.own_count = line->choice.own_count,
	};

	return wanted_add(wanted, &wanted_line, error);
}

static int take_line(struct config *config, const char *path, unsigned int number,
		     struct config_words *words, struct error *error)
{
	struct config_line *line;

	config->lines = memory_resize(config->lines, config->count + 1, sizeof(*line));
	line = &config->lines[config->count++];
	*line = (struct config_line){
		.where = memory_format("%s:%u", path, number),
		.words = *words,
	};
	*words = (struct config_words){0};
	return parse(line, error) || want(&config->wanted, line, error) ? -1 : 0;
}

/* Says what was wrong before, and keeps WRONG for the end. */
static void note_wrong(struct error *wrong, struct error *error)
{
	if (error->kind != ERROR_NONE)
		log_error(error);
	error_clear(error);
	*error = *wrong;
	*wrong = (struct error){0};
}

static void read_file(struct config *config, const struct config_file *file,
		      struct error *error)
{
	struct config_text text = {file->text, file->text + file->length, 0};
	const char *line;
	size_t length;

	while ((line = config_next_line(&text, &length))) {
		struct config_words words CLEANUP(config_words_release) = {0};
		struct error wrong AUTO_ERROR = {0};

		if (!config_split(line, length, &words, &wrong) &&
		    (!words.count ||
		     !take_line(config, file->path, text.line, &words, &wrong)))
			continue;
		error_wrap(&wrong, "%s:%u", file->path, text.line);
		if (!wrong.hint)
			error_hint(&wrong, "ebpfctl help load");
		note_wrong(&wrong, error);
	}
}

int config_read(const char *directory, struct config *ret_config, struct error *error)
{
	struct config config AUTO_CONFIG = {0};

	if (config_files_read(directory, &config.files, error))
		return -1;
	for (size_t i = 0; i < config.files.count; i++)
		read_file(&config, &config.files.files[i], error);
	if (error->kind != ERROR_NONE)
		return -1;
	*ret_config = config;
	config = (struct config){0};
	return 0;
}

void config_release(struct config *config)
{
	for (size_t i = 0; i < config->count; i++) {
		struct config_line *line = &config->lines[i];

		load_choice_release(&line->choice);
		load_request_release(&line->request);
		config_words_release(&line->words);
		free(line->where);
	}
	free(config->lines);
	wanted_release(&config->wanted);
	config_files_release(&config->files);
	*config = (struct config){0};
}
