// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// bad has one mistake of every kind.
const bad = `<!DOCTYPE html><html><body style="width:1500px"><p style="color:#999;background:#fff">pale</p>
<figure id="empty"><svg viewBox="0 0 10 10" style="width:300px"></svg><figcaption>nothing said</figcaption></figure>
<img src="absent.png"><script>console.log("hello")</script></body></html>`

// good has none, with text in SVG and a translucent background.
const good = `<!DOCTYPE html><html><head><link rel="icon" href="data:,"></head><body style="color:#000;background:#fff"><figure id="f" style="background:rgba(0,0,0,.1)">
<svg viewBox="0 0 300 100" style="width:300px"><text y="20" style="fill:currentColor">a</text><path d="M0,0L9,9" style="stroke:var(--c1)"/></svg>
<figcaption>Energy in kJ, modeled.</figcaption></figure></body></html>`

// findingsOf checks a page. Without a browser the test is skipped even where tools are required: it is large, systems that have it in no
// package are many, and make report-check, which needs one, runs these tests.
func findingsOf(t *testing.T, page string) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	findings, err := check(t.Context(), path, "")
	if errors.Is(err, exec.ErrNotFound) {
		t.Skipf("not tested: that mistakes in reports are found, because %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return findings
}

func TestMistakesAreFound(t *testing.T) {
	text := strings.Join(findingsOf(t, bad), "\n")
	for _, v := range views {
		for _, want := range []string{
			"a request leaves the file: file:", `console log: [{hello}]`, `text "pale" has a contrast of 2.85`, "pixels wide on a screen of", "empty shows nothing",
			"empty does not say whether it is modeled", "empty has no unit",
		} {
			found := false
			for line := range strings.Lines(text) {
				found = found || strings.Contains(line, v.String()) && strings.Contains(line, want)
			}
			if !found {
				t.Errorf("%s: no finding %q in\n%s", v, want, text)
			}
		}
	}
}

func TestGoodPage(t *testing.T) {
	if findings := findingsOf(t, good); len(findings) != 0 {
		t.Errorf("findings in a good page: %q", findings)
	}
}
