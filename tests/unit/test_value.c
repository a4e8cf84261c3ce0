// SPDX-License-Identifier: GPL-2.0-or-later
/* Values with a type: taken apart as a C compiler lays them out, and shown without loss. */
#include "core/value.h"

#include "base/cleanup.h"
#include "base/escape.h"
#include "base/memory.h"
#include "core/map_top.h"
#include "core/symbols.h"
#include "out/value.h"
#include "tap.h"

#define BITS 8

static const struct type *number(struct types *types, enum type_kind kind, uint32_t size)
{
	return types_add(types, kind, size, NULL);
}

static const struct type *array(struct types *types, const struct type *element,
				uint32_t count)
{
	struct type *type = types_add(types, TYPE_ARRAY, element->size * count, NULL);

	type->element = element;
	type->count = count;
	return type;
}

static void shows(const struct type *type, const void *bytes, const char *text,
		  const char *json, const char *name)
{
	const struct value value = {.type = type, .bytes = bytes, .cpu_count = 1};
	struct strbuf shown AUTO_STRBUF = {0};
	struct json built = {0};

	text_add_value(&shown, &value);
	is_text(strbuf_text(&shown), text, name);
	json_value(&built, "v", &value);
	is_text(strbuf_text(&built.text), json, name);
	strbuf_release(&built.text);
}

static void test_scalars(struct types *types)
{
	const uint64_t large = UINT64_MAX;
	const int8_t negative = -5;
	const uint8_t yes = 1;
	const double half = 0.5, endless = 1e308 * 10;
	struct type *color = types_add(types, TYPE_ENUM, 4, "color");
	const uint32_t red = 3, other = 9;
	char comm[8] = "a\"b\x1b";
	const char broken[4] = {'x', (char)0xff, 0, 'y'};
	const uint16_t wide[8] = {0x1122, 0, 0, 0, 0, 0, 0, 0x1122};

	type_add_constant(color, "RED", 3);
	shows(number(types, TYPE_UNSIGNED, 8), &large, "18446744073709551615",
	      "\"v\":18446744073709551615", "the largest number is exact");
	shows(number(types, TYPE_SIGNED, 1), &negative, "-5", "\"v\":-5",
	      "a narrow number keeps its sign");
	shows(number(types, TYPE_BOOL, 1), &yes, "true", "\"v\":true", "a bool is a word");
	shows(number(types, TYPE_FLOAT, 8), &half, "0.5", "\"v\":0.5", "a double");
	shows(number(types, TYPE_FLOAT, 8), &endless, "inf", "\"v\":null",
	      "what JSON has no number for is null");
	shows(number(types, TYPE_POINTER, 8), &large, "0xffffffffffffffff",
	      "\"v\":\"0xffffffffffffffff\"", "a pointer is no number");
	shows(color, &red, "RED", "\"v\":\"RED\"", "a constant has its name");
	shows(color, &other, "9", "\"v\":9", "one without a name is a number");
	shows(number(types, TYPE_TEXT, 8), comm, "a\"b\\x1b", "\"v\":\"a\\\"b\\u001b\"",
	      "text is escaped");
	shows(number(types, TYPE_TEXT, 4), broken, "x\\xff",
	      "\"v\":\"x\xef\xbf\xbd\",\"v_hex\":\"78ff\"",
	      "what is no UTF-8 keeps its bytes beside it");
	shows(number(types, TYPE_BYTES, 2), "\x01\xfe", "01 fe", "\"v\":\"01 fe\"",
	      "bytes of no type are hex");
	shows(number(types, TYPE_UNSIGNED, 16), wide, "0x11220000000000000000000000001122",
	      "\"v\":\"0x11220000000000000000000000001122\"",
	      "128 bits are hex, the most significant first");
}

struct bits {
	unsigned int low : 3;
	int middle : 5;
	unsigned int : 4;
	unsigned int high : 20;
};

/* Where this compiler put a field: the first bit that is set. */
static uint32_t bit_of(const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (uint32_t i = 0; i < size * BITS; i++) {
		uint32_t shift = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 7 - i % 8 : i % 8;

		if (at[i / BITS] >> shift & 1)
			return i;
	}
	return 0;
}

static void test_bit_fields(struct types *types)
{
	const struct bits low = {.low = 7}, middle = {.middle = -1},
			  high = {.high = (1u << 20) - 1};
	const struct bits bits = {.low = 5, .middle = -9, .high = 0xabcde};
	struct type *type = types_add(types, TYPE_STRUCT, sizeof(bits), "bits");
	const struct type *word = number(types, TYPE_UNSIGNED, 4);

	type_add_member(type, "low", word, bit_of(&low, sizeof(low)), 3);
	type_add_member(type, "middle", number(types, TYPE_SIGNED, 4),
			bit_of(&middle, sizeof(middle)), 5);
	type_add_member(type, "high", word, bit_of(&high, sizeof(high)), 20);
	shows(type, &bits, "{low=5, middle=-9, high=703710}",
	      "\"v\":{\"low\":5,\"middle\":-9,\"high\":703710}",
	      "bit fields are where the compiler put them");
	ok(type_add_member(type, "over", word, 8, 32),
	   "a member that reaches beyond its struct is refused");
	ok(type_add_member(type, "odd", word, 3, 0),
	   "a member between bytes that is no bit field is refused");
}

static void test_nested(struct types *types)
{
	const uint16_t values[4] = {1, 2, 3, 4};
	const struct type *half = number(types, TYPE_UNSIGNED, 2);
	struct type *inner = types_add(types, TYPE_UNION, 4, NULL);
	struct type *outer = types_add(types, TYPE_STRUCT, 8, "outer");
	struct columns columns AUTO_COLUMNS = {0};

	type_add_member(inner, "one", half, 0, 0);
	type_add_member(inner, "both", array(types, half, 2), 0, 0);
	type_add_member(outer, "first", half, 0, 0);
	type_add_member(outer, NULL, inner, 32, 0);
	type_add_member(outer, NULL, half, 16, 0);
	type_add_member(outer, "u", inner, 32, 0);
	shows(outer, values, "{first=1, {one=3, both=[3, 4]}, u={one=3, both=[3, 4]}}",
	      "\"v\":{\"first\":1,\"one\":3,\"both\":[3,4],"
	      "\"u\":{\"one\":3,\"both\":[3,4]}}",
	      "members of an anonymous union are the struct's, padding is not shown");
	columns_add(&columns, "value", outer);
	is_number(columns.count, 5, "each scalar and array is a column");
	is_text(columns.columns[2].name, "value.both", "named as in C");
	is_text(columns.columns[3].name, "value.u.one", "with its path");
}

static void test_cpus(struct types *types)
{
	const struct {
		uint32_t count;
		char name[4];
	} cpus[3] = {{4000000000u, "ab"}, {0, ""}, {4000000000u, "ab"}};
	struct type *type = types_add(types, TYPE_STRUCT, 8, NULL);
	struct value value = {.type = type,
			      .bytes = (const void *)cpus,
			      .stride = 8,
			      .cpu_count = 3};
	struct strbuf text AUTO_STRBUF = {0};
	const char differs[3][8] = {"\1\0\0\0x", "\2\0\0\0y", ""};

	type_add_member(type, "count", number(types, TYPE_UNSIGNED, 4), 0, 0);
	type_add_member(type, "name", number(types, TYPE_TEXT, 4), 32, 0);
	text_add_value(&text, &value);
	is_text(strbuf_text(&text), "{count=8000000000, name=ab}",
		"numbers of CPUs are added without overflow, an unused CPU has no say");
	value.bytes = (const void *)differs;
	strbuf_clear(&text);
	text_add_value(&text, &value);
	ok(!strcmp(strbuf_text(&text), "{count=3, name=-}") ||
		   __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
	   "text that CPUs do not agree on is not known");
	value = value_of_cpu(&value, 1);
	strbuf_clear(&text);
	text_add_value(&text, &value);
	ok(strstr(strbuf_text(&text), "name=y"), "one CPU by itself has its own");
}

static void test_top(struct types *types)
{
	const uint32_t keys[6] = {1, 2, 3, 4, 5, 6};
	const int32_t values[6] = {5, -7, 9, 9, 0, 1};
	const struct map_view view = {.shape = MAP_ENTRIES,
				      .key = number(types, TYPE_UNSIGNED, 4),
				      .value = number(types, TYPE_SIGNED, 4),
				      .key_size = 4,
				      .value_size = 4,
				      .stride = 4,
				      .cpu_count = 1};
	struct map_top *top = map_top_new(&view, "value", 3);
	struct map_batch batch = {
		.keys = (const void *)keys, .values = (const void *)values, .count = 6};

	for (int i = 0; i < 100; i++)
		map_top_add(top, &batch);
	batch = map_top_batch(top);
	is_number(batch.count, 3, "no more than the limit are kept");
	is_number(map_batch_value(&view, &batch, 0).bytes[3] +
			  map_batch_value(&view, &batch, 0).bytes[0],
		  9, "the largest first");
	map_top_free(&top);
	top = map_top_new(&view, "key", SIZE_MAX);
	batch = (struct map_batch){
		.keys = (const void *)keys, .values = (const void *)values, .count = 6};
	map_top_add(top, &batch);
	batch = map_top_batch(top);
	is_number(batch.count, 6, "without a limit all are kept");
	ok(!memcmp(batch.keys, &keys[5], 4) && !memcmp(batch.values, &values[5], 4),
	   "by the key");
	map_top_free(&top);
	ok(!map_top_new(&view, "no", 1), "a field that is not there");
}

static void test_symbols(void)
{
	struct symbols symbols;
	uint64_t offset = 0;

	symbols_parse(memory_copy_string("ffffffff81000200 T second\n"
					 "ffffffff81000100 t first\t[module]\n"
					 "ffffffff81000180 d data\n"
					 "0000000000000000 T hidden\nno line\n"),
		      &symbols);
	is_number(symbols.count, 2, "only code with an address");
	is_text(symbols_find(&symbols, 0xffffffff810001ffull, &offset), "first",
		"an address is of the function before it");
	is_number(offset, 0xff, "and so far behind its beginning");
	is_text(symbols_find(&symbols, 0xffffffff81000200ull, &offset), "second",
		"its first byte too");
	ok(!symbols_find(&symbols, 5, &offset), "what is below all is of none");
	symbols_release(&symbols);
}

int main(void)
{
	struct types types = {0};

	escape_set_utf8(true);
	test_scalars(&types);
	test_bit_fields(&types);
	test_nested(&types);
	test_cpus(&types);
	test_top(&types);
	test_symbols();
	types_release(&types);
	return tap_end();
}
