#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# From packets and opens to a query: what examples/prometheus has, with Debian's own
# node_exporter and prometheus on the loopback of this test's network namespace.
#
# shellcheck disable=SC2154 # what lib.bash sets

load lib

readonly NODE=127.0.0.1:9100 SERVER=127.0.0.1:9090
examples=$EBPFCTL_SRCDIR/examples/prometheus

eval "setup_of_lib() $(declare -f setup | tail -n +2)"
setup() {
	local program

	setup_of_lib
	! is_small || skip "processors are emulated: this is no test of the kernel"
	for program in prometheus prometheus-node-exporter promtool curl; do
		command -v "$program" >/dev/null || skip "$program is not installed"
	done
	PATH=$(dirname "$EBPFCTL"):$PATH
}

# What the timer does, ten times as often, until `stop` is there.
write_often() {
	while [ ! -e stop ]; do
		"$examples/ebpfctl-textfile" textfile --top 1000 || return 1
		sleep 0.2
	done
}

start_monitoring() {
	mkdir textfile
	as=writer start write_often
	as=node start prometheus-node-exporter --web.listen-address="$NODE" \
		--collector.disable-defaults --collector.textfile --collector.textfile.directory=textfile
	cat >prometheus.yml <<-YAML
		global: {scrape_interval: 500ms, evaluation_interval: 500ms}
		rule_files: ['$examples/alerts.yml']
		scrape_configs:
		  - {job_name: node, static_configs: [{targets: ['$NODE']}]}
	YAML
	as=server start prometheus --config.file=prometheus.yml --storage.tsdb.path=data \
		--web.listen-address="$SERVER"
	# it looks for its targets every five seconds
	eventually answers up 1 || eventually answers up 1 || gets up 1
}

# query PROMQL: the values, one a line.
query() {
	curl -s -G "http://$SERVER/api/v1/query" --data-urlencode "query=$1" >answer &&
		jq -r '.data.result[].value[1]' answer 2>/dev/null
}

answers() {
	[ "$(query "$1")" = "$2" ]
}

# gets PROMQL VALUE: within some seconds.
gets() {
	eventually answers "$1" "$2" || {
		cat answer
		tail -n 3 server.err node.err writer.err
		return 1
	}
}

# The sends of about six seconds, at the times that they are due.
send_at_rate() {
	local begin=${EPOCHREALTIME/[.,]/} n

	for ((n = 0; n < 60; n++)); do
		while [ $((${EPOCHREALTIME/[.,]/} - begin)) -lt $((n * 100000)) ]; do nap; done
		"$helpers/frames" send peer0 20 "$UDP_FRAME"
	done
}

@test "prometheus gets the exact packets and opens, the right rate, and the alert of what is not loaded" {
	local rate expression

	new_veth veth0 peer0
	loads -i veth0
	start_monitoring
	"$helpers/frames" send peer0 70 "$UDP_FRAME"
	"$helpers/opener" m-prom loop /x 30 >/dev/null
	gets 'ebpfctl_receive_packets_total{ifname="veth0",l3="ipv4",l4="udp"}' 70
	gets 'sum by (ifname) (ebpfctl_receive_bytes_total{ifname="veth0"})' $((70 * UDP_FRAME_SIZE))
	gets 'ebpfctl_opens_total{comm="m-prom"}' 30
	gets 'ebpfctl_open_failures_total{comm="m-prom"}' 30
	gets 'ebpfctl_probe_loaded{probe="packets"}' 1
	send_at_rate
	rate=$(query 'rate(ebpfctl_receive_packets_total{ifname="veth0",l4="udp",l3="ipv4"}[4s])')
	echo "a rate of $rate, and it should be 200"
	awk -v rate="$rate" 'BEGIN { exit !(rate > 150 && rate < 250) }'
	gets 'ebpfctl_receive_packets_total{ifname="veth0",l3="ipv4",l4="udp"}' 1270

	while read -r expression; do
		expression=${expression//'$__rate_interval'/10s}
		expression=${expression//'$__range'/10s}
		query "${expression//'$instance'/.*}" >values
		[ -s values ] || {
			echo "no answer to $expression: $(<answer)"
			return 1
		}
	done < <(jq -r '.panels[].targets[].expr' "$examples/dashboard.json")

	ctl -q unload opens
	gets 'ebpfctl_probe_loaded{probe="opens"}' 0
	gets 'ALERTS{alertname="EbpfctlProbeNotLoaded",probe="opens",alertstate="pending"}' 1
	: >stop
	ended "${started[0]}"
	same "the status of the writer" "$status" 0
	same "what stands in the directory" "$(ls textfile)" ebpfctl.prom
}

@test "the rules are right, and each of them has its tests" {
	local alert

	promtool check rules "$examples/alerts.yml"
	(cd "$examples" && promtool test rules alerts.test.yml)
	while read -r alert; do
		grep -q "alertname: $alert}\$" "$examples/alerts.test.yml"
		[ "$(grep -A1 "alertname: $alert\$" "$examples/alerts.test.yml" | grep -c exp_alerts)" -ge 1 ]
	done < <(sed -n 's/^ *- alert: //p' "$examples/alerts.yml")
	if command -v systemd-analyze >/dev/null; then
		sed "s,/usr/local/bin/,$examples/," "$examples/ebpfctl-textfile.service" >ebpfctl-textfile.service
		cp "$examples/ebpfctl-textfile.timer" .
		same "what systemd says" "$(systemd-analyze verify --man=no ./ebpfctl-textfile.timer 2>&1)" ""
	fi
}

@test "a stats that fails leaves the old file, and no half of a new one" {
	local status

	mkdir textfile
	echo old >textfile/ebpfctl.prom
	status=0
	EBPFCTL_BPFFS=$PWD "$examples/ebpfctl-textfile" textfile 2>err || status=$?
	same "the status" "$status" 1
	same "the file" "$(<textfile/ebpfctl.prom)" old
	same "what stands there" "$(ls textfile)" ebpfctl.prom
}
