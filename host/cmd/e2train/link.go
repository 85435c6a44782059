// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/link"
)

var linkCommand = command{
	name:     "link",
	summary:  "sum up, list or replay a recording of what crossed the link to a device",
	example:  "run.pcapng --device verilator:ultra96",
	argument: "FILE",
	flags: func(fs *flag.FlagSet) action {
		l := &linkRun{}
		fs.StringVar(&l.device, "device", "", "replay on this device and compare read-backs, counters and cycles (`ADDRESS`)")
		fs.BoolVar(&l.bitsOnly, "bits-only", false, "compare read-backs only, not cycles and counters")
		fs.BoolVar(&l.list, "list", false, "list the records, one line each")
		fs.StringVar(&l.kinds, "kind", "", "list only records of these kinds, such as transfer,launch (`KINDS`)")
		fs.Uint64Var(&l.memory, "memory", 0, "list only records about this allocation (`N`)")
		fs.IntVar(&l.from, "from", 1, "list from this packet on (`N`)")
		fs.IntVar(&l.to, "to", 0, "list up to this packet (`N`)")
		return l.run
	},
}

// linkRun is the command line about one recording.
type linkRun struct {
	device   string
	bitsOnly bool
	list     bool
	kinds    string
	memory   uint64
	from, to int
}

func (l *linkRun) run(ctx context.Context, c *console) error {
	if l.list && l.device != "" {
		return usagef("--list and --device exclude each other")
	}
	if err := l.checkKinds(); err != nil {
		return err
	}
	file, err := os.Open(c.argument)
	if err != nil {
		return err
	}
	defer file.Close()
	reader, err := link.NewReader(file)
	switch {
	case err != nil:
	case l.device != "":
		err = l.replay(ctx, c, reader)
	case l.list:
		err = l.print(ctx, c, reader)
	default:
		err = summarize(c, reader)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", c.argument, err)
	}
	return nil
}

// checkKinds reports names that no kind of record has.
func (l *linkRun) checkKinds() error {
	if l.kinds == "" {
		return nil
	}
	var names []string
	for _, k := range link.Kinds() {
		names = append(names, k.Name)
	}
	known := "," + strings.Join(names, ",") + ","
	for name := range strings.SplitSeq(l.kinds, ",") {
		if !strings.Contains(known, ","+name+",") {
			return usagef("--kind %s: there are %s", name, strings.Join(names, ", "))
		}
	}
	return nil
}

// wants says whether a record is to be listed.
func (l *linkRun) wants(p *link.Packet) bool {
	if p.Number < l.from || l.to > 0 && p.Number > l.to {
		return false
	}
	if l.kinds != "" && !strings.Contains(","+l.kinds+",", ","+p.Body.Kind().String()+",") {
		return false
	}
	return l.memory == 0 || l.memory == uint64(link.MemoryOf(p.Body))
}

// print lists the records as text or as JSON, one a line.
func (l *linkRun) print(ctx context.Context, c *console, from *link.Reader) error {
	out := bufio.NewWriter(c.stdout)
	damaged := error(nil)
	for {
		p, err := from.Next()
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = damaged
			}
			return errors.Join(written(0, out.Flush()), err)
		}
		if damaged == nil {
			damaged = p.Damaged()
		}
		if !l.wants(p) {
			continue
		}
		if err := printPacket(out, p, c.json); err != nil {
			return written(0, err)
		}
	}
}

func printPacket(w io.Writer, p *link.Packet, asJSON bool) error {
	if asJSON {
		text, err := json.Marshal(p)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%s\n", text)
		return err
	}
	mark := ""
	if !p.Whole {
		mark = "  DAMAGED"
	}
	_, err := fmt.Fprintf(w, "%8d %14.9f  %s%s\n", p.Number, float64(p.HostNS)/1e9, p.Words(), mark)
	return err
}

// summarize prints what a recording holds, as far as it can be read.
func summarize(c *console, from *link.Reader) error {
	s, err := link.Summarize(from)
	if s.Records > 0 {
		err = errors.Join(c.print((*linkSummary)(s)), err)
	}
	if err == nil && s.Damaged > 0 {
		err = fmt.Errorf("%w: %d of its records have a wrong check sum; --list marks them", link.ErrDamaged, s.Damaged)
	}
	return err
}

// replay replays a recording and prints what was compared.
func (l *linkRun) replay(ctx context.Context, c *console, from *link.Reader) error {
	device, err := driver.Open(l.device)
	if err != nil {
		return err
	}
	defer device.Close()
	result, err := link.Replay(ctx, from, device, l.bitsOnly)
	if result.Records > 0 {
		err = errors.Join(c.print(&linkReplay{result, err != nil}), err)
	}
	return err
}
