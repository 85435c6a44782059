// SPDX-License-Identifier: Apache-2.0

// Package module holds the test that the program can be installed from a module archive, as go install PATH@VERSION does.
package module

import (
	"archive/zip"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	module  = "github.com/e2train/e2train"
	version = "v0.0.1"
)

// The sample must be inside the archive and the nested modules of the assembly generators outside it, and go.mod must have
// nothing that only works in a checkout.
func TestInstalledProgramTrains(t *testing.T) {
	bin := t.TempDir()
	install := exec.Command("go", "install", module+"/host/cmd/e2train@"+version)
	install.Dir = bin // outside every module
	install.Env = append(os.Environ(), "GOBIN="+bin, "GOMODCACHE="+moduleCache(t), "GOFLAGS=-modcacherw", "GOSUMDB=off", "CGO_ENABLED=0",
		"GOPROXY=file://"+archive(t)+",file://"+goEnv(t, "GOMODCACHE")+"/cache/download")
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("go install: %v\n%s", err, out)
	}
	run := filepath.Join(bin, "run")
	train := exec.Command(filepath.Join(bin, "e2train"), "train", "--device", "sim:ultra96", "--iterations", "2", "--batch", "8", "--quiet", "--out", run)
	if out, err := train.CombinedOutput(); err != nil {
		t.Fatalf("train: %v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(run, "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var summary struct{ Version, Data string }
	if err := json.Unmarshal(text, &summary); err != nil {
		t.Fatal(err)
	}
	if summary.Version != version || summary.Data != "fashion-sample" {
		t.Errorf("summary of version %q, data %q", summary.Version, summary.Data)
	}
}

// moduleCache returns a cache of its own, so that no other test finds the archive.
func moduleCache(t *testing.T) string { return filepath.Join(t.TempDir(), "cache") }

// archive writes what git would track as a module archive and returns the folder of the proxy that serves it.
func archive(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	proxy := t.TempDir()
	dir := filepath.Join(proxy, module, "@v")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(dir, version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	names := tracked(t, root)
	nested := nestedModules(names)
	for _, name := range names {
		if slices.ContainsFunc(nested, func(dir string) bool { return strings.HasPrefix(name, dir) }) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.Create(module + "@" + version + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		version + ".mod": string(mod), version + ".info": `{"Version":"` + version + `","Time":"2026-01-01T00:00:00Z"}`, "list": version + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return proxy
}

// nestedModules returns the folders, with a slash at the end, of modules in the module: archives leave them out.
func nestedModules(names []string) []string {
	var dirs []string
	for _, name := range names {
		if dir, is := strings.CutSuffix(name, "/go.mod"); is {
			dirs = append(dirs, dir+"/")
		}
	}
	return dirs
}

func tracked(t *testing.T, root string) []string {
	t.Helper()
	out, err := exec.Command("git", "-C", root, "ls-files", "-z", "-co", "--exclude-standard").Output()
	if err != nil {
		t.Skipf("not tested: installing from a module archive, because this is no git checkout (%v)", err)
	}
	return strings.Split(strings.TrimRight(string(out), "\x00"), "\x00")
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
