// SPDX-License-Identifier: GPL-2.0-or-later
/* Taking a stage apart: what is its own goes, what it shares with a probe stays the probe's.
 */
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "ebpfctl_abi.h"
#include "kern/leftovers.h"
#include "kern/link.h"
#include "kern/pins_internal.h"
#include "kern/rcu.h"
#include "kern/tc.h"

struct removal {
	const char *stage;
	const char *base;
	struct pin_names entries; /* of base: among them the probes */
	struct leftover_ids ids;  /* of the stage's own programs and maps */
	struct error first;
};

static void keep_first(struct removal *removal, struct error *later)
{
	if (removal->first.kind == ERROR_NONE) {
		removal->first = *later;
		*later = (struct error){0};
	}
	error_clear(later);
}

/* What cannot be looked at counts as the same: then nothing is detached. */
static bool is_same(const char *path, enum handle_kind handle, uint32_t id)
{
	struct error error AUTO_ERROR = {0};
	uint32_t other;

	if (!handle_id(path, handle, &other, &error))
		return other == id;
	return error.number != ENOENT && error.number != ENOTDIR;
}

static bool is_of_a_probe(const struct removal *removal, const char *kind,
			  const char *name, enum handle_kind handle, uint32_t id)
{
	for (size_t i = 0; i < removal->entries.count; i++) {
		const char *probe = removal->entries.names[i];
		char *directory AUTO_FREE = pins_path(removal->base, NULL, probe);
		char *path AUTO_FREE = pins_path(directory, kind, name);

		if (!pins_is_stage(probe) && is_same(path, handle, id))
			return true;
	}
	return false;
}

static void list(struct removal *removal, const char *kind, struct pin_names *names)
{
	struct error error AUTO_ERROR = {0};

	if (pins_list(removal->stage, kind, names, &error) && error.number != ENOENT)
		keep_first(removal, &error);
}

/* What becomes of its own programs and maps can be waited for. */
static void note_ids(struct removal *removal, const char *kind, enum handle_kind handle)
{
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error ignored AUTO_ERROR = {0};

	if (pins_list(removal->stage, kind, &names, &ignored))
		return;
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE = pins_path(removal->stage, kind, names.names[i]);
		uint32_t id;

		if (!handle_id(path, handle, &id, &ignored) &&
		    !is_of_a_probe(removal, kind, names.names[i], handle, id))
			leftovers_note(&removal->ids, handle, id);
	}
}

static int remove_link(const struct removal *removal, const char *name,
		       struct error *error)
{
	char *path AUTO_FREE = pins_path(removal->stage, PINS_LINKS, name);
	uint32_t id;

	if (handle_id(path, HANDLE_LINK, &id, error))
		return -1;
	return is_of_a_probe(removal, PINS_LINKS, name, HANDLE_LINK, id) ?
		       pins_unpin(path, error) :
		       link_release(path, error);
}

static void remove_links(struct removal *removal)
{
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error error AUTO_ERROR = {0};

	list(removal, PINS_LINKS, &names);
	for (size_t i = 0; i < names.count; i++)
		if (remove_link(removal, names.names[i], &error))
			keep_first(removal, &error);
	if (names.count)
		rcu_wait();
}

/* What is of another kind, and so was put here by someone else, stays. */
static int remove_file(const char *path, enum handle_kind handle, struct error *error)
{
	int fd AUTO_CLOSE = -1;

	if (handle_open(path, handle, HANDLE_READ, &fd, error)) {
		if (!error->number)
			return error_wrap(error, "cannot remove what is not of ebpfctl");
		error_clear(error);
	}
	return pins_unpin(path, error);
}

static void remove_files(struct removal *removal, const char *kind,
			 enum handle_kind handle)
{
	struct pin_names names AUTO_PIN_NAMES = {0};
	struct error error AUTO_ERROR = {0};

	list(removal, kind, &names);
	for (size_t i = 0; i < names.count; i++) {
		char *path AUTO_FREE = pins_path(removal->stage, kind, names.names[i]);

		if (remove_file(path, handle, &error))
			keep_first(removal, &error);
	}
}

static void remove_directory(struct removal *removal, const char *path)
{
	struct error error AUTO_ERROR = {0};

	if (!rmdir(path) || errno == ENOENT)
		return;
	error_set_errno(&error, errno, "cannot remove '%s'", path);
	keep_first(removal, &error);
}

static void remove_all(struct removal *removal)
{
	static const struct {
		const char *directory;
		enum handle_kind handle;
	} kinds[] = {
		{PINS_LINKS, HANDLE_LINK},
		{PINS_PROGRAMS, HANDLE_PROGRAM},
		{PINS_MAPS, HANDLE_MAP},
	};
	static const char *const beside[] = {EBPFCTL_TYPES_MAP, EBPFCTL_META_MAP};
	struct error error AUTO_ERROR = {0};

	if (tc_remove_all(removal->stage, &error))
		keep_first(removal, &error);
	remove_links(removal);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		char *directory AUTO_FREE =
			pins_path(removal->stage, NULL, kinds[i].directory);

		remove_files(removal, kinds[i].directory, kinds[i].handle);
		remove_directory(removal, directory);
	}
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		char *path AUTO_FREE = pins_path(removal->stage, NULL, beside[i]);

		if (remove_file(path, HANDLE_MAP, &error))
			keep_first(removal, &error);
	}
	remove_directory(removal, removal->stage);
}

int pins_remove_stage(const struct pins *pins, const char *stage, struct error *error)
{
	struct removal removal = {.stage = stage, .base = pins->base};
	bool is_removed;

	/* whose links these are has to be known before one is detached */
	if (pins_list(pins->base, NULL, &removal.entries, error))
		return -1;
	note_ids(&removal, PINS_PROGRAMS, HANDLE_PROGRAM);
	note_ids(&removal, PINS_MAPS, HANDLE_MAP);
	remove_all(&removal);
	is_removed = removal.first.kind == ERROR_NONE;
	if (is_removed) /* else some of it stays */
		leftovers_wait(&removal.ids);
	leftovers_release(&removal.ids);
	pins_free_names(&removal.entries);
	if (is_removed)
		return 0;
	error_clear(error);
	*error = removal.first;
	return -1;
}
