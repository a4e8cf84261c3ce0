# SPDX-License-Identifier: GPL-2.0-or-later
# What stands on which stream, what happens to names in it, and streams that do not work.

load lib

form="a probe's name is a letter and up to 31 of A-Za-z0-9_-"
probes='the built-in probes are packets and opens; ebpfctl list shows all that are loaded'

@test "control characters in a name are escaped in a message, in any locale" {
	local locale

	for locale in C C.UTF-8; do
		LC_ALL=$locale refuse "cannot read 'a\\x1b[31m\\nhint: b': $form" "$probes" \
			stats $'a\e[31m\nhint: b'
		LC_ALL=$locale refuse "unknown command '\\t\\x07\\x7f\\\\'" 'ebpfctl help' \
			$'\t\a\x7f\\'
		LC_ALL=$locale refuse "mode 'x\\x0d\\n': not auto, native or generic" \
			'ebpfctl help load' load --mode $'x\r\n'
	done
}

@test "a name in UTF-8 is shown as it is in a UTF-8 locale, and escaped in any other" {
	LC_ALL=C.UTF-8 refuse "cannot read 'é': $form" "$probes" stats $'\xc3\xa9'
	LC_ALL=C refuse "cannot read '\\xc3\\xa9': $form" "$probes" stats $'\xc3\xa9'
}

@test "bytes that are not UTF-8, and characters that move text, are escaped" {
	local word

	LC_ALL=C.UTF-8 refuse "cannot read '\\xff\\xc0\\x80\\xed\\xa0\\x80': $form" "$probes" \
		stats $'\xff\xc0\x80\xed\xa0\x80'
	# C1, right-to-left override, line separator, isolate
	LC_ALL=C.UTF-8 refuse \
		"cannot read '\\xc2\\x9b\\xe2\\x80\\xae\\xe2\\x80\\xa8\\xe2\\x81\\xa6': $form" \
		"$probes" stats $'\xc2\x9b\xe2\x80\xae\xe2\x80\xa8\xe2\x81\xa6'
}

@test "a locale that does not exist is no error" {
	LC_ALL=xx_YY.nosuch refuse "cannot read '\\xc3\\xa9': $form" "$probes" stats $'\xc3\xa9'
}

@test "-q does not hide errors" {
	refuse "cannot read '1': $form" "$probes" -q stats 1
	take -q stats
}

@test "load --dry-run says what would be attached and exits 0, without any rights" {
	expect 0 \
		'packets  would load  lo generic: generic turns GRO off until unload
opens    would load  via tracepoint on sys_exit_open, _openat, _openat2, _creat
' '' --bpffs="$(no_bpffs)" load --dry-run -i lo --mode generic --via tracepoint
	expect 0 'opens    would load  via the first route that attaches
' '' --bpffs="$(no_bpffs)" load opens --dry-run
	expect 0 \
		'{"schema":1,"dry_run":true,"results":[{"probe":"packets","result":"loaded","interfaces":[{"ifname":"lo","mode":"generic","already":false,"note":"generic turns GRO off until unload"}],"via":null,"note":null,"error":null,"hint":null}]}
' '' --bpffs="$(no_bpffs)" load packets --dry-run -j -i lo --mode generic
	expect 0 '' '' --bpffs="$(no_bpffs)" -q load packets --dry-run -i lo
}

@test "output to a full disk is an error" {
	local command

	[ -c /dev/full ]
	stderr=$BATS_TEST_TMPDIR/stderr
	for command in help --version 'help load' 'load opens --dry-run' 'load opens --dry-run -j'; do
		status=0
		# shellcheck disable=SC2086 # words
		"$EBPFCTL" --bpffs="$(no_bpffs)" $command >/dev/full 2>"$stderr" || status=$?
		compare stderr "$stderr" \
			"ebpfctl: cannot write to standard output: No space left on device"$'\n'
		[ "$status" -eq 1 ]
	done
}

@test "a message to a full disk does not change the exit status" {
	status=0
	"$EBPFCTL" stats 1 2>/dev/full || status=$?
	[ "$status" -eq 2 ]
	status=0
	"$EBPFCTL" 2>/dev/full || status=$?
	[ "$status" -eq 2 ]
}

@test "a reader that goes away is no crash" {
	local i

	for i in 1 2 3 4 5; do
		"$EBPFCTL" help events | true
		# by SIGPIPE, or with the error said
		[[ ${PIPESTATUS[0]} =~ ^(0|1|141)$ ]] || false
	done
}

@test "streams that are closed at the start do no harm" {
	local text

	text=$("$EBPFCTL" help list)
	[ "$("$EBPFCTL" help list <&-)" = "$text" ]
	[ "$("$EBPFCTL" help list 2>&-)" = "$text" ]
	[ "$("$EBPFCTL" help list <&- 2>&-)" = "$text" ]
	status=0
	"$EBPFCTL" help list <&- >&- 2>&- || status=$?
	[ "$status" -eq 1 ]
	status=0
	"$EBPFCTL" <&- >&- 2>&- || status=$?
	[ "$status" -eq 2 ]
	status=0
	text=$("$EBPFCTL" stats 1 2>&1 <&- >&-) || status=$?
	[ "$status" -eq 2 ]
	[ "$text" = "ebpfctl: cannot read '1': $form"$'\n'"hint: $probes" ]
}

@test "no other variable of the environment changes what is done" {
	local text

	run_ebpfctl help load
	text=$(cat "$stdout")$'\n'
	COLUMNS=20 NO_COLOR=1 TERM=dumb LANGUAGE=de POSIXLY_CORRECT=1 expect 0 "$text" '' help load
	EBPFCTL_BPFFS='' EBPFCTL_DEBUG=1 LIBBPF_LOG_LEVEL=debug expect 0 "$text" '' help load
}
