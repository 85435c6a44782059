// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// terminal opens a pseudo-terminal of 70 columns: what a program writes to tty can be read from the other end.
func terminal(t *testing.T) (reader, tty *os.File) {
	t.Helper()
	reader, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("not tested here: a terminal: %v", err)
	}
	t.Cleanup(func() { reader.Close() })
	if err := unix.IoctlSetPointerInt(int(reader.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(reader.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("not tested here: a terminal: %v", err)
	}
	t.Cleanup(func() { tty.Close() })
	if err := unix.IoctlSetWinsize(int(tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 70}); err != nil {
		t.Fatal(err)
	}
	return reader, tty
}

// On a terminal there is one line, which is drawn again and again, and cleared at the end.
func TestBarOnTerminal(t *testing.T) {
	reader, tty := terminal(t)
	shown := make(chan string)
	go func() {
		var all strings.Builder
		buffer := make([]byte, 4096)
		for !strings.Contains(all.String(), "THE END") {
			n, err := reader.Read(buffer)
			if err != nil {
				break
			}
			all.Write(buffer[:n])
		}
		shown <- all.String()
	}()
	flags, _ := smallRun(t, "cpu")
	var stdout strings.Builder
	env := func(name string) string { return map[string]string{"TERM": "xterm"}[name] }
	if code := run(t.Context(), append([]string{"e2train"}, flags...), &stdout, tty, env); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	fmt.Fprint(tty, "THE END")
	text := <-shown
	if !strings.Contains(text, "\repoch 3/3  step 12/12 [") || !strings.HasSuffix(text, "THE END") {
		t.Errorf("got %q", text)
	}
	for line := range strings.SplitSeq(text, "\r") {
		if width := len(strings.TrimSuffix(strings.Trim(line, "\n"), "\x1b[K")); strings.Contains(line, "step") && width >= 70 {
			t.Errorf("%d columns of 70: %q", width, line)
		}
	}
}

// A terminal that cannot move its cursor gets plain lines.
func TestDumbTerminal(t *testing.T) {
	_, tty := terminal(t)
	for name, want := range map[string]bool{"dumb": false, "xterm": true} {
		c := &console{stderr: tty, getenv: func(string) string { return name }}
		if width := c.width(); (width != nil) != want {
			t.Errorf("TERM=%s: drawing is %v", name, width != nil)
		} else if want && width() != 70 {
			t.Errorf("the terminal has %d columns", width())
		}
	}
}
