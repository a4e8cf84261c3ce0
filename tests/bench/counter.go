// SPDX-License-Identifier: GPL-2.0-or-later

// What tests/bench/sizes compares with: a program in Go that does with cilium/ebpf a small part
// of `ebpfctl load packets` and `ebpfctl stats`: it loads an object, attaches its XDP program
// to an interface, and prints the counters of its one map.
package main

import (
	"fmt"
	"net"
	"os"
	"time"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
)

func run(file, name string) error {
	iface, err := net.InterfaceByName(name)
	if err != nil {
		return err
	}
	objects, err := ebpf.LoadCollection(file)
	if err != nil {
		return err
	}
	defer objects.Close()
	attached, err := link.AttachXDP(link.XDPOptions{
		Program:   objects.Programs["count"],
		Interface: iface.Index,
	})
	if err != nil {
		return err
	}
	defer attached.Close()
	for range time.Tick(time.Second) {
		var packets uint64
		if err := objects.Maps["counter"].Lookup(uint32(0), &packets); err != nil {
			return err
		}
		fmt.Println(packets)
	}
	return nil
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: counter FILE.bpf.o IFACE")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
