// SPDX-License-Identifier: Apache-2.0

// Package deploy holds the tests of the deploy script: it runs with programs that stand in for ssh, scp, modprobe and the Go tool, on a
// folder that looks like a board.
package deploy

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	_ "github.com/e2train/e2train/driver/uio"
	"github.com/e2train/e2train/rtl/tooltest"
)

// fakes are programs by name. They write what they were asked for to $LOG. The file system of overlays (configfs) makes the attributes
// of a folder with it, and removes them with it.
var fakes = map[string]string{
	"ssh":      `echo "ssh $*" >>"$LOG"; shift; cd "$HOME" && sh -c "$*"`,
	"scp":      `echo "scp" >>"$LOG"; for f in "$@"; do case $f in *:*) ;; *) cp "$f" "$HOME/e2train-deploy/" ;; esac; done`,
	"modprobe": `echo "modprobe $1" >>"$LOG"; [ "$1" != "$MISSING" ]`,
	"go": `case $1 in
build) echo "build $GOOS/$GOARCH$GOARM cgo $CGO_ENABLED" >>"$LOG"; printf '#!/bin/sh\necho "e2train $*" >>"$LOG"\nexit 0\n' >"$3"; chmod +x "$3" ;;
run) echo "bit2bin" >>"$LOG"; cp "$3" "$4" ;;
esac`,
	"mkdir": `/bin/mkdir "$@"; case $* in *overlays*) echo "overlay" >>"$LOG"; echo "$STATUS" >"$1/status" ;; esac`,
	"rmdir": `case $* in *overlays*) echo "remove" >>"$LOG"; rm "$1/status" "$1/dtbo" ;; esac; /bin/rmdir "$@"`,
}

// board is a folder that looks like one, with what the scripts did there.
type board struct {
	dir, bits string
	variables []string
}

func newBoard(t *testing.T) *board {
	t.Helper()
	tooltest.Find(t, "dtc", "the deploy script does its steps in the right order")
	b := &board{dir: t.TempDir(), variables: []string{"STATUS=applied", "MISSING="}}
	b.bits = filepath.Join(b.dir, "design.bit")
	b.write(t, "design.bit", "bits")
	for name, text := range fakes {
		b.write(t, "bin/"+name, "#!/bin/sh\n"+text+"\n")
	}
	for name, text := range map[string]string{
		"sys/class/fpga_manager/fpga0/firmware": "", "sys/class/fpga_manager/fpga0/flags": "", "sys/class/fpga_manager/fpga0/state": "operating",
		"sys/class/fclkcfg/fclk0/rate": "", "sys/class/uio/uio0/name": "other", "sys/class/uio/uio3/name": "e2train", "proc/7/maps": "",
		"sys/kernel/config/device-tree/overlays/e2train/status": "applied", "sys/kernel/config/device-tree/overlays/e2train/dtbo": "old",
		"lib/firmware/other.bin": "", "home/.profile": "",
	} {
		b.write(t, "board/"+name, text)
	}
	return b
}

func (b *board) path(name string) string { return filepath.Join(b.dir, name) }

func (b *board) write(t *testing.T, name, text string) {
	t.Helper()
	path := b.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o777); err != nil {
		t.Fatal(err)
	}
}

func (b *board) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(b.path(name))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// deploy runs the script and returns what it printed, and whether it succeeded.
func (b *board) deploy(arguments ...string) (out string, ok bool) {
	c := exec.Command("sh", append([]string{"deploy.sh", "--out", b.path("out")}, arguments...)...)
	c.Env = append(os.Environ(), append(b.variables, "PATH="+b.path("bin")+":"+os.Getenv("PATH"), "LOG="+b.path("log"), "GO=go",
		"HOME="+b.path("board/home"), "E2TRAIN_ROOT="+b.path("board"))...)
	text, err := c.CombinedOutput()
	return string(text), err == nil
}

// TestDeploy looks at every step of a deployment and at their order.
func TestDeploy(t *testing.T) {
	b := newBoard(t)
	out, ok := b.deploy("--sudo", "", "--bit", b.bits, "--port", "hpc", "me@board")
	if !ok {
		t.Fatal(out)
	}
	const address = "uio:/dev/uio3?buffer=/dev/udmabuf0&port=hpc&config=ultra96&clock=/sys/class/fclkcfg/fclk0"
	inOrder(t, b.read(t, "log"), "build linux/arm64 cgo 0", "bit2bin", "ssh me@board mkdir", "scp", "ssh me@board cd", "remove", "modprobe uio_pdrv_genirq",
		"modprobe u-dma-buf", "modprobe fclkcfg", "overlay", "e2train verify --device "+address+" --against sim:ultra96", "e2train train --device "+address)
	inOrder(t, out, "fpga0/flags", "fpga0/firmware", "fpga0/state", "dtbo", "status", "fclk0/rate", "clock: 200000000 Hz", "e2train verify")
	for name, want := range map[string]string{
		"sys/class/fpga_manager/fpga0/firmware": "e2train.bin", "sys/class/fpga_manager/fpga0/flags": "0", "lib/firmware/e2train.bin": "bits",
		"sys/class/fclkcfg/fclk0/rate": "200000000",
	} {
		if got := b.read(t, "board/"+name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	applied := b.read(t, "board/sys/kernel/config/device-tree/overlays/e2train/dtbo")
	if !strings.Contains(applied, "dma-coherent") || strings.Contains(applied, "firmware-name") {
		t.Error("the overlay is not that of the port, or loads the bitstream again")
	}
	if _, err := driver.Open(address + "&root=" + b.path("nothing")); err == nil || errors.Is(err, driver.ErrAddress) {
		t.Errorf("the driver says of the address: %v", err)
	}
}

// inOrder wants texts one behind the other.
func inOrder(t *testing.T, in string, texts ...string) {
	t.Helper()
	rest := in
	for _, text := range texts {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Fatalf("%q is missing, or too early, in\n%s", text, in)
		}
		rest = after
	}
}

// TestMainline: where the FPGA manager takes no names, the overlay loads the bitstream; with dtbocfg it wants to be switched on.
func TestMainline(t *testing.T) {
	b := newBoard(t)
	b.variables[0] = "STATUS=0"
	if err := os.Remove(b.path("board/sys/class/fpga_manager/fpga0/firmware")); err != nil {
		t.Fatal(err)
	}
	if out, ok := b.deploy("--sudo", "", "--board", "zedboard", "--config", "zed8", "--bit", b.bits, "me@board"); !ok {
		t.Fatal(out)
	}
	inOrder(t, b.read(t, "log"), "build linux/arm7 cgo 0", "e2train verify", "config=zed8", "sim:zed8")
	overlay := "board/sys/kernel/config/device-tree/overlays/e2train/"
	if text := b.read(t, overlay+"dtbo"); !strings.Contains(text, "firmware-name") {
		t.Error("the overlay loads no bitstream")
	}
	if status := b.read(t, overlay+"status"); status != "1" {
		t.Errorf("status is %q", status)
	}
}

// TestFailures: the script stops where something is wrong, and nothing touches registers then.
func TestFailures(t *testing.T) {
	const state, name = "board/sys/class/fpga_manager/fpga0/state", "board/sys/class/uio/uio3/name"
	for _, c := range []struct{ file, text, variable, want string }{
		{file: state, text: "write error", want: `says "write error", not operating`},
		{file: "board/proc/7/maps", text: "7f00 rw-s /dev/uio0", want: "process 7 has registers mapped"},
		{file: name, text: "adder", want: "no UIO device is called e2train"},
		{variable: "STATUS=unapplied", want: `says "unapplied", not applied`},
		{variable: "MISSING=u-dma-buf", want: "no kernel module u-dma-buf"},
	} {
		b := newBoard(t)
		b.variables = append(b.variables, c.variable)
		if c.file != "" {
			b.write(t, c.file, c.text)
		}
		out, ok := b.deploy("--sudo", "", "--bit", b.bits, "me@board")
		if ok || !strings.Contains(out, c.want) {
			t.Errorf("want %q, got\n%s", c.want, out)
		}
		if strings.Contains(b.read(t, "log"), "e2train verify") {
			t.Errorf("%s: the program ran", c.want)
		}
	}
}

// TestFastClock: a clock that is faster than the design stops the run. The attribute of the rate is one that does not take it.
func TestFastClock(t *testing.T) {
	b := newBoard(t)
	rate := b.path("board/sys/class/fclkcfg/fclk0/rate")
	b.write(t, "bin/cat", "#!/bin/sh\ncase $1 in "+rate+") echo 250000000 ;; *) exec /bin/cat \"$@\" ;; esac\n")
	out, ok := b.deploy("--sudo", "", "--bit", b.bits, "me@board")
	if ok || !strings.Contains(out, "the clock is faster than the design: 250000000 Hz") {
		t.Error(out)
	}
}

// TestDryRun prints the commands of both machines and runs none.
func TestDryRun(t *testing.T) {
	b := newBoard(t)
	out, ok := b.deploy("--dry-run", "me@board")
	if !ok || b.read(t, "log") != "" || b.read(t, "board/lib/firmware/e2train.bin") != "" {
		t.Errorf("log %q, output\n%s", b.read(t, "log"), out)
	}
	inOrder(t, out, "GOARCH=arm64", "bit2bin build/vivado/ultra96-rtl/e2train.bit", "dtc -@", "ssh me@board", "scp ", "rmdir", "modprobe",
		"fpga0/firmware", "e2train/dtbo", "fclk0/rate", "e2train verify", "e2train train")
}

// TestArguments: what makes no sense is refused before anything happens.
func TestArguments(t *testing.T) {
	for arguments, want := range map[string]string{
		"":                                       "which host?",
		"a b":                                    "one host, not a and b",
		"--board zcu1 a":                         "unknown board zcu1 (known: ultra96 zedboard pynqz2)",
		"--config tiny a":                        "takes configurations ultra96, not tiny",
		"--board pynqz2 --port hpc a":            "has ports hp, not hpc",
		"--bit":                                  "--bit needs a value",
		"--fast a":                               "unknown option --fast",
		"--bit /nonexistent/design.bit me@board": "there is no /nonexistent/design.bit",
	} {
		b := newBoard(t)
		out, ok := b.deploy(strings.Fields(arguments)...)
		if ok || !strings.Contains(out, want) || b.read(t, "log") != "" {
			t.Errorf("%s: %s", arguments, out)
		}
	}
}

// TestShellcheck looks at every shell script of the project.
func TestShellcheck(t *testing.T) {
	shellcheck := tooltest.Find(t, "shellcheck", "shell scripts have no known mistakes")
	var scripts []string
	for _, pattern := range []string{"*.sh", "../*.sh", "../../.ci/run"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		scripts = append(scripts, found...)
	}
	if len(scripts) < 8 {
		t.Errorf("only %v", scripts)
	}
	if out, err := exec.Command(shellcheck, append([]string{"-x", "-P", "../.."}, scripts...)...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
