/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything below ROOT/ebpfctl in bpffs: paths, the lock, stages and probes.
 *
 *	ROOT/ebpfctl/lock/       flock is taken here
 *	ROOT/ebpfctl/lock/PROBE/ and here by who reads the events of an own probe
 *	ROOT/ebpfctl/PROBE/      meta, maps/NAME, progs/NAME, links/NAME
 *	ROOT/ebpfctl/stage_N/    the same, being built or being removed; never read
 *
 * Nothing found there is trusted: each directory must be one of bpffs, owned by root and
 * writable by root only. What is not ours is named and refused; never repaired, never
 * removed. One rename turns a stage into a probe, and a probe into a stage.
 */
#ifndef KERN_PINS_H
#define KERN_PINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct pins {
	char *root;    /* of the bpffs mount */
	char *base;    /* ROOT/ebpfctl */
	bool is_there; /* base exists */
	int lock_fd;   /* lock/, once it was opened; -1 before */
	bool is_locked;
};

/*
 * For reading: checks ROOT and what is below it. No bpffs, and no ebpfctl directory in
 * it, are no errors: is_there is false then. EACCES is one. Nothing is made or mounted.
 */
int pins_open(const char *root, struct pins *ret_pins, struct error *error);

/*
 * Takes the lock, after pins_open(). With the lock held nobody else builds or removes
 * anything. pins_lock_to_create() mounts bpffs where it may, and makes the directories;
 * pins_lock_to_change() needs is_there and fails with ERROR_NOT_LOADED when all went away
 * while it waited. Both remove what commands that died have left.
 */
int pins_lock_to_create(struct pins *pins, struct error *error);
int pins_lock_to_change(struct pins *pins, struct error *error);

/*
 * Takes the lock again after pins_unlock(), for one that gave up its rights: nothing is
 * opened and nothing cleaned. ERROR_NOT_LOADED when the directories went away.
 */
int pins_lock_again(struct pins *pins, struct error *error);

void pins_unlock(struct pins *pins);

/*
 * The place of the one reader of an own probe's events: a directory to take a flock on, which is
 * made where it is not there. Only root gets to it, and it stays over a replacement. The caller
 * closes *ret_fd.
 */
int pins_open_place(const struct pins *pins, const char *probe, int *ret_fd,
		    struct error *error);

/* The directory that it is in; owned by the caller. */
char *pins_places(const struct pins *pins);

/* Takes it away: whoever reads by it learns that there is nothing more to come. */
void pins_remove_place(const struct pins *pins, const char *probe);

/*
 * Ends all that pins_open() began. With the lock still held, the directories are removed
 * when no probe and no stage is in them.
 */
void pins_close(struct pins *pins);

#define AUTO_PINS CLEANUP(pins_close)

/* The directory of PROBE: *ret_path is NULL when it is not there, else owned by the
 * caller. */
int pins_find_probe(const struct pins *pins, const char *probe, char **ret_path,
		    struct error *error);

/*
 * A reader waits for no lock. Several pins are of one and the same probe only where none was put in
 * its place, nor it taken away, while they were opened; and what is being changed looks like a part
 * of it for some milliseconds. So it is read again, some times, until that is over:
 *
 *	struct pins_reading reading = pins_reading_of(directory);
 *
 *	do
 *		...
 *	while (pins_reading_again(&reading, looks_whole));
 *
 * What LOOKS_WHOLE is not still then, is not. The DIRECTORY is the caller's, and stays meanwhile.
 */
struct pins_reading {
	const char *directory;
	uint64_t inode; /* 0 where it is not there */
	int count;
	bool is_whole; /* all was read of one and the same */
};

struct pins_reading pins_reading_of(const char *directory);
bool pins_reading_again(struct pins_reading *reading, bool looks_whole);

/* "DIRECTORY/KIND/NAME", or "DIRECTORY/NAME" where KIND is NULL; owned by the caller. */
char *pins_path(const char *directory, const char *kind, const char *name);

/* The directory that PATH is in; owned by the caller. */
char *pins_above(const char *path);

/* Whether something of that name is pinned there. What cannot be asked counts as there: opening it
 * will say why. */
bool pins_has(const char *directory, const char *kind, const char *name);

#define PINS_MAPS "maps"
#define PINS_PROGRAMS "progs"
#define PINS_LINKS "links"

/* With the lock held: an empty stage, and its path; owned by the caller. */
int pins_make_stage(struct pins *pins, char **ret_path, struct error *error);
/* The stage becomes PROBE, in one step. */
int pins_commit_stage(struct pins *pins, const char *stage, const char *probe,
		      struct error *error);
/* The stage becomes PROBE, and what was PROBE becomes that stage, in one step. */
int pins_exchange_stage(struct pins *pins, const char *stage, const char *probe,
			struct error *error);
/* PROBE becomes a stage, in one step; *ret_path is owned by the caller. */
int pins_retract_probe(struct pins *pins, const char *probe, char **ret_path,
		       struct error *error);

/* Pins FD at PATH with mode 0600, whatever the umask is. */
int pins_pin(int fd, const char *path, struct error *error);
/*
 * Pins what is pinned as FROM/KIND/NAME also as TO/KIND/NAME. What is not there is no
 * error.
 */
int pins_copy(const char *from, const char *to, const char *kind, const char *name,
	      struct error *error);
/* Removes the pin at PATH; one that is not there is no error. */
int pins_unpin(const char *path, struct error *error);

/*
 * Names in DIRECTORY/KIND, or in DIRECTORY where KIND is NULL, sorted; owned by the
 * caller: pins_free_names().
 */
struct pin_names {
	char **names;
	size_t count;
};

int pins_list(const char *directory, const char *kind, struct pin_names *ret_names,
	      struct error *error);
void pins_free_names(struct pin_names *names);

#define AUTO_PIN_NAMES CLEANUP(pins_free_names)

/*
 * Takes apart what is in a stage and removes it: links first, then, after one RCU wait,
 * programs and maps. What a probe has pinned under the same name is the probe's, and goes
 * on: a replacement shares its links. Goes on after a failure, and reports the first one.
 */
int pins_remove_stage(const struct pins *pins, const char *stage, struct error *error);

/* Whether NAME, found in ROOT/ebpfctl, is a stage. */
bool pins_is_stage(const char *name);

#endif
