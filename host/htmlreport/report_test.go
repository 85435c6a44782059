// SPDX-License-Identifier: Apache-2.0

package htmlreport

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/e2train/e2train/driver/all"
	"github.com/e2train/e2train/host/internal/testset"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/host/train"
)

// observations are lines of an energy.jsonl: two emulated passes, one of them twice, and a phase that was too short.
const observations = `{"step":1,"layer":"stem","pass":"forward","launches":1,"cycles":9,"modeled_j":1,"observed_j":1.5,"observed_kind":"emulated","observed_stderr_j":0.3,"samples":30}
{"step":2,"layer":"stem","pass":"forward","launches":1,"cycles":9,"modeled_j":1,"observed_j":2.5,"observed_kind":"emulated","observed_stderr_j":0.4,"samples":30}
{"step":2,"layer":"stem","pass":"backward_weights","launches":1,"cycles":9,"modeled_j":4,"observed_j":8,"observed_kind":"emulated","observed_stderr_j":0.1,"samples":30}
{"step":2,"layer":"fc","pass":"forward","launches":1,"cycles":9,"modeled_j":4,"observed_j":null,"observed_kind":"","observed_stderr_j":null,"samples":3}
`

// trained makes two run directories: plain, and smd, whose seed is another, with dropped mini-batches and observations.
func trained(t *testing.T) (plain, smd string) {
	t.Helper()
	dir := t.TempDir()
	c := recipe.Default()
	c.Device, c.Data, c.Batch, c.Iterations, c.EvalEvery = "sim:tiny", testset.Folder(t), 4, 6, 1
	run := func(name string) string {
		path := filepath.Join(dir, name)
		if _, err := train.Run(t.Context(), train.Options{Config: c, Dir: path, Kernels: "test", Version: "test"}); err != nil {
			t.Fatal(err)
		}
		return path
	}
	plain = run("plain")
	c.Seed, c.SMD = 2, recipe.Constant(0.5)
	smd = run("smd")
	write(t, filepath.Join(smd, energyName), observations)
	return plain, smd
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestReport(t *testing.T) {
	plain, smd := trained(t)
	r, err := New(t.Context(), Options{Dirs: []string{plain, smd}, Program: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Run("figures", func(t *testing.T) { checkFigures(t, r) })
	t.Run("curves", func(t *testing.T) { checkCurves(t, r) })
	t.Run("observations", func(t *testing.T) { checkObservations(t, r.Runs[1]) })
	t.Run("differences", func(t *testing.T) { checkDifferences(t, r) })
	t.Run("files", func(t *testing.T) { checkFiles(t, r) })
	t.Run("bad input", func(t *testing.T) { checkBadInput(t, plain) })
}

// checkFigures checks that every figure is there, has points, and says units and evidence.
func checkFigures(t *testing.T, r *Report) {
	var ids []string
	for _, f := range r.Figures {
		ids = append(ids, f.ID)
		points := 0
		f.each(func(p *Point) {
			if points++; math.IsNaN(p.X+p.Y) || math.IsInf(p.X+p.Y, 0) {
				t.Errorf("%s: point %+v", f.ID, p)
			}
		})
		if points == 0 || f.X.Unit == "" || !strings.Contains(f.Caption, f.X.Unit) || len(f.Evidence) == 0 {
			t.Errorf("%s: %d points, x %+v, evidence %q, caption %q", f.ID, points, f.X, f.Evidence, f.Caption)
		}
	}
	want := "runs accuracy loss techniques layers-1 roofline-1 layers-2 roofline-2 observed-2-emulated"
	if got := strings.Join(ids, " "); got != want {
		t.Errorf("figures %q, want %q", got, want)
	}
	if len(r.Omitted) != 1 || !strings.Contains(r.Omitted[0], "plain: no meter was read") {
		t.Errorf("omitted: %q", r.Omitted)
	}
}

// checkCurves checks that curves end at the joules of the run's training, and that the parts of bars are the whole.
func checkCurves(t *testing.T, r *Report) {
	for i, run := range r.Runs {
		spent := run.spent()
		total := *run.Summary.Energy.Total
		if last := spent[len(spent)-1]; math.Abs(last-total) > 1e-9*total || run.Repriced {
			t.Errorf("%s: curves end at %v J, training took %v J, repriced %v", run.Name, last, total, run.Repriced)
		}
		losses := run.losses()
		if n := run.book.Loop.Executed; int64(len(losses)) != n {
			t.Errorf("%s: %d losses of %d iterations", run.Name, len(losses), n)
		}
		sum := 0.0
		for _, s := range r.Figures[0].Series[:len(parts)] {
			sum += s.Points[i].X
		}
		if whole := r.Figures[0].Series[len(parts)].Points[i].X; math.Abs(sum-whole) > 1e-9*whole {
			t.Errorf("%s: parts are %v, the whole is %v", run.Name, sum, whole)
		}
	}
}

// checkObservations checks sums and the fit: (2, 4) and (4, 8) lie on a line of slope 2.
func checkObservations(t *testing.T, r *Run) {
	if len(r.observed) != 2 || r.unseen != 1 {
		t.Fatalf("observations %+v, %d without", r.observed, r.unseen)
	}
	if o := r.observed[0]; o.Modeled != 2 || o.Observed != 4 || o.Lines != 2 || o.StandardError != 0.5 {
		t.Errorf("sums %+v", o)
	}
	f := observedFigure(r, emulated)
	if !strings.Contains(f.Caption, "emulated = 2.000 x modeled") || !strings.Contains(f.Caption, "residuals are 0.0 %") {
		t.Errorf("caption %q", f.Caption)
	}
	if observedFigure(r, measured) != nil {
		t.Error("emulated joules are shown as measured")
	}
}

func checkDifferences(t *testing.T, r *Report) {
	var got []string
	for _, d := range r.Differences {
		got = append(got, d.What+"="+strings.Join(d.Values, "|"))
		if d.Bars != (d.What == "seed") {
			t.Errorf("%+v", d)
		}
	}
	if want := "seed=1|2 smd=0|0.5"; strings.Join(got, " ") != want {
		t.Errorf("differences %q, want %q", got, want)
	}
}

// checkFiles checks that files are the same each time, hold what they should, and ask for nothing.
func checkFiles(t *testing.T, r *Report) {
	read := func() map[string][]byte {
		paths, err := r.WriteFiles(filepath.Join(t.TempDir(), "r.html"))
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string][]byte{}
		for _, path := range paths {
			if texts[filepath.Ext(path)], err = os.ReadFile(path); err != nil {
				t.Fatal(err)
			}
		}
		return texts
	}
	first, second := read(), read()
	for name, text := range first {
		if !bytes.Equal(text, second[name]) {
			t.Errorf("%s differs from one time to the next", name)
		}
	}
	if page := string(first[".html"]); strings.Count(page, "<svg") != len(r.Figures) || strings.Contains(page, "://") || strings.Contains(page, "<script") || strings.Contains(page, "ZgotmplZ") {
		t.Error("the page lacks figures, refers to something outside, has a script, or style that is not safe")
	}
	if page := string(first[".html"]); strings.Contains(page, "#010000") || !strings.Contains(page, "var(--c1)") {
		t.Error("colours of drawings are not those of the page")
	}
	var back Report
	if err := json.Unmarshal(first[".json"], &back); err != nil || len(back.Figures) != len(r.Figures) || len(back.Runs) != 2 {
		t.Errorf("JSON: error %v, %d figures", err, len(back.Figures))
	}
	points := 1
	for _, f := range r.Figures {
		f.each(func(*Point) { points++ })
	}
	if rows, err := csv.NewReader(bytes.NewReader(first[".csv"])).ReadAll(); err != nil || len(rows) != points {
		t.Errorf("CSV: error %v, %d rows for %d points and a header", err, len(rows), points)
	}
}

// checkBadInput breaks copies of a run directory.
func checkBadInput(t *testing.T, plain string) {
	for _, c := range []struct {
		name, file, text string // "" removes the file
		want             error
	}{
		{"no run", rundir.ConfigName, "", rundir.ErrNoRun},
		{"not ended", rundir.LedgerName, "", rundir.ErrNoLedger},
		{"no summary", rundir.SummaryName, "", rundir.ErrNoSummary},
		{"no metrics", rundir.MetricsName, "", ErrMissing},
		{"summary of another version", rundir.SummaryName, `{"schema":2}`, report.ErrSummary},
		{"empty summary", rundir.SummaryName, `null`, report.ErrSummary},
		{"summary of another run", rundir.SummaryName, `{"schema":1,"model":"resnet74"}`, ErrMixed},
		{"half a log", rundir.MetricsName, `{"step":1,"epoch":1,"dropped":false,"loss":1,"energy_modeled_j":1}`, ErrMixed},
		{"log of a device without joules", rundir.MetricsName, `{"step":1,"dropped":false,"loss":1,"energy_modeled_j":null}`, ErrLine},
		{"log without beginning", rundir.MetricsName, `{"step":2,"dropped":false,"loss":1,"energy_modeled_j":1}`, ErrLine},
		{"impossible accuracy", rundir.EvalName, `{"step":1,"accuracy":1.5}`, ErrLine},
		{"guessed observation", energyName, `{"layer":"stem","pass":"forward","modeled_j":1,"observed_j":1,"observed_kind":"guessed"}`, ErrLine},
	} {
		dir := filepath.Join(t.TempDir(), "run")
		if err := os.CopyFS(dir, os.DirFS(plain)); err != nil {
			t.Fatal(err)
		}
		if path := filepath.Join(dir, c.file); c.text != "" {
			write(t, path, c.text)
		} else if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if _, err := New(t.Context(), Options{Dirs: []string{dir}}); !errors.Is(err, c.want) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: error %v, want one that wraps %v", c.name, err, c.want)
		}
	}
	if _, err := New(t.Context(), Options{Dirs: []string{plain, plain + "/"}}); !errors.Is(err, ErrTwice) {
		t.Errorf("named twice: error %v", err)
	}
}
