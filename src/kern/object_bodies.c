// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that are not to be loaded without BTF. */
#include "kern/object_bodies.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

#define FEXIT_PREFIX "body/fexit/"

static bool lacks_btf;

/* As the kernel has it: libbpf may have changed it. NULL where it cannot be read. */
static struct btf *read_btf(int fd)
{
	struct bpf_btf_info info = {0};
	__u32 size = sizeof(info);
	void *bytes AUTO_FREE = NULL;

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return NULL;
	bytes = memory_new(1, info.btf_size);
	info = (struct bpf_btf_info){.btf = (uintptr_t)bytes, .btf_size = info.btf_size};
	size = sizeof(info);
	return bpf_obj_get_info_by_fd(fd, &info, &size) ? NULL :
							  btf__new(bytes, info.btf_size);
}

/* PROGRAM is a global function itself. */
static bool has_global_functions(const struct bpf_program *program, struct btf *btf)
{
	int id = btf ? btf__find_by_name_kind(btf, bpf_program__name(program),
					      BTF_KIND_FUNC) :
		       -1;

	return id > 0 && btf_vlen(btf__type_by_id(btf, (__u32)id)) == BTF_FUNC_GLOBAL;
}

static int need_btf(struct bpf_program *program, struct bpf_prog_load_opts *options,
		    long cookie)
{
	struct btf *btf =
		options->func_info_cnt ? read_btf((int)options->prog_btf_fd) : NULL;

	(void)cookie;
	lacks_btf = !has_global_functions(program, btf);
	btf__free(btf);
	return lacks_btf ? -EOPNOTSUPP : 0;
}

void object_bodies_register(void)
{
	static const struct {
		const char *section;
		enum bpf_prog_type type;
		enum bpf_attach_type attach;
	} sections[] = {
		{"body/tracepoint", BPF_PROG_TYPE_TRACEPOINT, 0},
		{"body/kprobe", BPF_PROG_TYPE_KPROBE, 0},
		{"body/kretprobe", BPF_PROG_TYPE_KPROBE, 0},
		{FEXIT_PREFIX, BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT},
	};
	static bool is_registered;
	LIBBPF_OPTS(libbpf_prog_handler_opts, options, .prog_prepare_load_fn = need_btf);

	for (size_t i = 0; !is_registered && i < sizeof(sections) / sizeof(sections[0]);
	     i++)
		libbpf_register_prog_handler(sections[i].section, sections[i].type,
					     sections[i].attach, &options);
	is_registered = true;
}

int object_bodies_set_targets(struct bpf_object *object)
{
	const size_t length = strlen(FEXIT_PREFIX);
	struct bpf_program *program;

	lacks_btf = false;
	bpf_object__for_each_program(program, object) {
		const char *section = bpf_program__section_name(program);

		if (bpf_program__autoload(program) &&
		    !strncmp(section, FEXIT_PREFIX, length) &&
		    bpf_program__set_attach_target(program, 0, section + length))
			return -1;
	}
	return 0;
}

bool object_bodies_lack_btf(void)
{
	return lacks_btf;
}
