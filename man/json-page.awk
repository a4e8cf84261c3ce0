# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes ebpfctl-json(7) of schema/*.json, as `jq .` writes them: one key a line, two blanks
# for each level. What a person has to know of a key is its description there.

# The keys above the one at LEVEL, as "probes[].links[].id".
function path_of(level, i, path) {
	for (i = 1; i < level; i++) {
		if (key[i] == "$defs") {
			path = ""
			i++
		} else if (key[i] == "items")
			path = path "[]"
		else if (key[i] != "properties" && key[i] != "anyOf")
			path = path (path == "" ? "" : ".") key[i]
	}
	return path
}

function add_word(list, word) {
	return list == "" ? word : list ", " word
}

function end_list() {
	if (in_list)
		print ".El"
	in_list = 0
}

# What was gathered of one description.
function flush_key() {
	if (text == "" || place ~ /_hex$/) {
		text = types = words = refs = ""
		return
	}
	gsub(/\. /, ".\n", text)
	if (place == "")
		head()
	else {
		if (!in_list)
			print ".Pp\n.Bl -tag -width Ds -compact"
		in_list = 1
		print ".It Cm " place
		print text
		if (types != "")
			print "(" types ")"
		if (words != "")
			print "One of: " words "."
		if (refs != "")
			print "See below: " refs "."
	}
	text = types = words = refs = ""
}

# A file, or a definition in it.
function head() {
	end_list()
	if (definition == "")
		print ".Ss " title
	else
		print ".Pp\n.Em " definition ":"
	print text
}

BEGIN {
	print ".\\\" SPDX-License-Identifier: GPL-2.0-or-later"
	print ".\\\" Made of schema/*.json by man/json-page.awk."
	print ".Dd November 22, 2026\n.Dt EBPFCTL-JSON 7\n.Os Linux"
	print ".Sh NAME\n.Nm ebpfctl-json\n.Nd the JSON that ebpfctl prints"
	print ".Sh DESCRIPTION"
	print "What each command prints with\n.Fl j ,\nkey by key."
	print "It is made of the JSON Schema files (draft 2020-12) that are listed under"
	print ".Sx FILES ,\nand all that is printed was validated with these."
	print ".Ss What may change"
	print "While\n.Cm schema\nis 1, keys are added, and words to what is one of several words."
	print "A key is never removed, is never renamed, and never gets another type or meaning."
	print "So a program has to pass over keys that it does not know,"
	print "and must not take an unknown word for a known one."
	print "What is not known is null, never an empty string or 0."
	print "Integers are exact, up to 2^64 - 1; ids that are larger than 2^53 are strings."
	print ".Ss Names that others chose"
	print "JSON is UTF-8, and a path or a comm need not be."
	print "Then each byte that is not becomes U+FFFD, and beside the key stands another one with"
	print ".Ql _hex\nbehind its name, with all bytes."
	print ".Sh KEYS"
}

FNR == 1 {
	flush_key()
	end_list()
	definition = ""
}

/^ *"[^"]*": / {
	match($0, /^ */)
	level = RLENGTH / 2
	line = substr($0, RLENGTH + 2)
	name = substr(line, 1, index(line, "\"") - 1)
	value = substr(line, index(line, ": ") + 2)
	sub(/,$/, "", value)
	key[level] = name
	if (name == "title")
		title = substr(value, 2, length(value) - 2)
	if (name == "description" && key[level - 1] != "properties") {
		flush_key()
		definition = key[1] == "$defs" && level == 3 ? key[2] : ""
		place = level == 1 || definition != "" ? "" : path_of(level)
		text = substr(value, 2, length(value) - 2)
		text_level = level
	} else if (name == "type" && level == text_level && value ~ /^"/)
		types = substr(value, 2, length(value) - 2)
	else if (name == "const" && level == text_level)
		types = "always " value
	else if (name == "$ref") {
		sub(/^.*\//, "", value)
		sub(/"$/, "", value)
		refs = add_word(refs, value)
	}
	next
}

# A word of a list: of the types, or of the values, of the key that is described.
/^ *("[^"]*"|null),?$/ {
	match($0, /^ */)
	level = RLENGTH / 2 - 1
	gsub(/[ ",]/, "")
	if (level != text_level)
		next
	if (key[level] == "type")
		types = types (types == "" ? "" : " or ") $0
	else if (key[level] == "enum")
		words = add_word(words, $0)
}

END {
	flush_key()
	end_list()
	print ".Sh FILES\n.Bl -tag -width Ds"
	print ".It Pa " directory "/*.json\nThe schemas, one for each command.\n.El"
	print ".Sh SEE ALSO\n.Xr ebpfctl 8 ,\n.Xr ebpfctl-events 8 ,\n.Xr ebpfctl-list 8 ,\n.Xr ebpfctl-stats 8"
}
