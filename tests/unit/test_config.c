// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines of a configuration file, and their words. */
#include "core/config.h"

#include "tap.h"

/* The words of LINE with a | behind each; the error's message where there is one. */
static const char *split(const char *line, size_t length)
{
	static char text[256];
	struct config_words words CLEANUP(config_words_release) = {0};
	struct error error AUTO_ERROR = {0};

	text[0] = '\0';
	if (config_split(line, length, &words, &error)) {
		snprintf(text, sizeof(text), "%s", error.message);
		return text;
	}
	for (size_t i = 0; i < words.count; i++) {
		strncat(text, words.words[i], sizeof(text) - strlen(text) - 1);
		strncat(text, "|", sizeof(text) - strlen(text) - 1);
	}
	if (words.words[words.count])
		return "no NULL at the end";
	return text;
}

#define splits(line, expected, name) \
	is_text(split((line), strlen(line)), (expected), (name))

static void test_words(void)
{
	splits("", "", "an empty line has no words");
	splits(" \t ", "", "nor has one of blanks");
	splits("# a b", "", "nor has a comment");
	splits("\t #a b", "", "nor has one behind blanks");
	splits("a #b", "a|#b|", "a # further on is a word");
	splits("a", "a|", "one word");
	splits("  a\tb  c ", "a|b|c|", "blanks and tabs divide, however many");
	splits("a \"b c\" d", "a|b c|d|", "quotes keep blanks together");
	splits("a\"b c\"d", "ab cd|", "within a word too");
	splits("\"\" a", "|a|", "a word can be empty");
	splits("\"# a\"", "# a|", "a quoted # is none of a comment");
	splits("a \\\" b\"", "a|\\ b|", "a backslash is a character");
	splits("a \"b", "a \" begins and does not end", "a quote has an end");
	splits("a\x7f", "byte 2 is the control character 0x7f", "no control characters");
	splits("\xc3\xa4 b", "\xc3\xa4|b|", "other bytes are as they are");
	is_text(split("a\0b", 3), "byte 2 is the control character 0x00", "no NUL");
}

static void test_length(void)
{
	static char line[CONFIG_LINE_MAX + 1];

	memset(line, 'a', sizeof(line));
	is_number(strlen(split(line, CONFIG_LINE_MAX)), 255,
		  "a line of the greatest length");
	is_text(split(line, CONFIG_LINE_MAX + 1), "longer than 4096 bytes",
		"none longer");
}

static void test_lines(void)
{
	static const char text[] = "a\n\nb";
	struct config_text rest = {text, text + strlen(text), 0};
	size_t length = 9;

	ok(config_next_line(&rest, &length) == text && length == 1, "the first line");
	ok(config_next_line(&rest, &length) == text + 2 && length == 0, "an empty one");
	ok(config_next_line(&rest, &length) == text + 3 && length == 1,
	   "the last one needs no newline");
	is_number(rest.line, 3, "they are counted");
	ok(!config_next_line(&rest, &length), "and then there is none");
	rest = (struct config_text){text, text + 2, 0};
	config_next_line(&rest, &length);
	ok(!config_next_line(&rest, &length), "no line stands behind the last newline");
}

int main(void)
{
	test_words();
	test_length();
	test_lines();
	return tap_end();
}
