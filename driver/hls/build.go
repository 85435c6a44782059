// SPDX-License-Identifier: Apache-2.0

package hls

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"

	kernels "github.com/e2train/e2train/hls"

	"github.com/e2train/e2train/driver/internal/buildcache"
	"github.com/e2train/e2train/rtl"
	"github.com/e2train/e2train/rtl/isa"
)

// findCompiler returns the path of g++. The error wraps exec.ErrNotFound and says what to do.
func findCompiler() (string, error) {
	path, err := exec.LookPath("g++")
	if err != nil {
		return "", fmt.Errorf("%w; install it with: sudo apt-get install -y --no-install-recommends g++", err)
	}
	return path, nil
}

// programName is the file of a program within its folder.
const programName = "kernels"

// program returns the path of the kernels of a configuration as a program, and makes it first if there is none. progress is told.
func program(ctx context.Context, c *isa.Config, progress io.Writer) (string, error) {
	compiler, err := findCompiler()
	if err != nil {
		return "", err
	}
	sources, err := kernels.Sources()
	if err != nil {
		return "", err
	}
	cache, err := buildcache.Folder("hls")
	if err != nil {
		return "", err
	}
	version, err := buildcache.Run(ctx, "", compiler, "--version")
	if err != nil {
		return "", err
	}
	entry := buildcache.Entry{Folder: filepath.Join(cache, c.Name+"-"+key(c, version, sources))}
	err = entry.Ensure(ctx, progress, func(scratch, done string) error {
		fmt.Fprintf(progress, "making the kernels of %s, once: compiling\n", c.Name)
		if err := rtl.Write(scratch, sources); err != nil {
			return err
		}
		command := kernels.Compile(isa.CamelName(c.Name), filepath.Join(done, programName), kernels.Main)
		_, err := buildcache.Run(ctx, scratch, append([]string{compiler}, command...)...)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("kernels of %s: %w", c.Name, err)
	}
	return filepath.Join(entry.Folder, programName), nil
}

// key identifies what is made of the sources.
func key(c *isa.Config, version string, sources []rtl.File) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%q\n%#x\n", version, kernels.Compile(isa.CamelName(c.Name), "out", kernels.Main), c.Hash())
	for _, f := range sources {
		fmt.Fprintf(h, "%q %d\n", f.Name, len(f.Text))
		h.Write(f.Text)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}
