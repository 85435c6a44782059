// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// ruleCase changes a valid segment in one place. Without a reason it must stay valid: it is as near to the rule as a
// program may come.
type ruleCase struct {
	name   string
	edit   func(s *Segment)
	engine Engine
	index  int
	reason string
}

// ruleCases returns the cases of all rules for the tiny configuration.
func ruleCases() (cases []ruleCase) {
	for _, group := range [][]ruleCase{
		headerCases, loadCases, storeCases, countCases, flagCases, packCases, operandCases, accCases, hazardCases,
		raceCases, writtenCases,
	} {
		cases = append(cases, group...)
	}
	return cases
}

func TestRules(t *testing.T) {
	for _, test := range ruleCases() {
		t.Run(test.name, func(t *testing.T) {
			s := validSegment()
			test.edit(&s)
			p := &Program{Segments: []Segment{validSegment(), s}}
			checkRule(t, config(t, "tiny").Validate(p), ProgramError{1, test.engine, test.index, test.reason})
		})
	}
}

// checkRule compares the error of Validate with the wanted one, which has no reason if the program is valid.
func checkRule(t *testing.T, err error, want ProgramError) {
	t.Helper()
	if want.Reason == "" {
		if err != nil {
			t.Errorf("rejected: %v", err)
		}
		return
	}
	var got *ProgramError
	if !errors.Is(err, ErrProgram) || !errors.As(err, &got) {
		t.Fatalf("error %v, want one of ErrProgram for %+v", err, want)
	}
	if *got != want {
		t.Errorf("got\n%+v, want\n%+v", *got, want)
	}
	if text := err.Error(); !strings.Contains(text, want.Reason) || !strings.Contains(text, want.Engine.String()) {
		t.Errorf("error text %q", text)
	}
}

// TestNoSegments is the one error without a place.
func TestNoSegments(t *testing.T) {
	if err := config(t, "tiny").Validate(&Program{}); !errors.Is(err, ErrProgram) {
		t.Errorf("error %v, want ErrProgram", err)
	}
}

// TestFirstSegment: the first of several errors is reported.
func TestFirstSegment(t *testing.T) {
	bad := validSegment()
	bad.Store[2].Op = OpLoadX
	err := config(t, "tiny").Validate(&Program{Segments: []Segment{bad, bad}})
	checkRule(t, err, ProgramError{0, EngineStore, 2, "bad opcode 0x01"})
}

// TestSignalLimit needs more instructions than the tiny configuration holds.
func TestSignalLimit(t *testing.T) {
	c := config(t, "ultra96")
	l := Load{Op: OpLoadX, Run: 1, Count: one, Header: Header{Done: loaded.SignalBit()}}
	s := Segment{Load: make([]Load, SemaphoreMax)}
	for i := range s.Load {
		s.Load[i] = l
	}
	if err := c.Validate(&Program{Segments: []Segment{s}}); err != nil {
		t.Errorf("%d signals: %v", SemaphoreMax, err)
	}
	s.Load = append(s.Load, l)
	err := c.Validate(&Program{Segments: []Segment{s}})
	checkRule(t, err, ProgramError{0, EngineLoad, SemaphoreMax, signalLimitReason})
}

const signalLimitReason = "more than 255 signals of load>tensor.0"

// TestEveryReasonHasACase finds all reasons in the source and looks for a case with each.
func TestEveryReasonHasACase(t *testing.T) {
	var tested []string
	for _, c := range ruleCases() {
		tested = append(tested, c.reason)
	}
	tested = append(tested, signalLimitReason)
	patterns := 0
	for _, file := range []string{"validate.go", "hazard.go", "order.go", "written.go"} {
		for _, reason := range reasonsIn(t, file) {
			patterns++
			// A reason may end in the text that its caller adds.
			pattern := regexp.MustCompile("^" + verb.ReplaceAllString(regexp.QuoteMeta(reason), ".*") + "(, and has no fence)?$")
			found := false
			for _, text := range tested {
				found = found || text != "" && pattern.MatchString(text)
			}
			if !found {
				t.Errorf("%s: no case is rejected with %q", file, reason)
			}
		}
	}
	if patterns < 45 {
		t.Errorf("found only %d reasons in the source", patterns)
	}
}

var verb = regexp.MustCompile(`%#?\d*[a-z]`)

// reasonsIn returns the format strings of a file's rejections: third arguments of fail, and strings that are returned or
// formatted.
func reasonsIn(t *testing.T, file string) (reasons []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	add := func(e ast.Expr) {
		literal, ok := e.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return
		}
		text, err := strconv.Unquote(literal.Value)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(text, " ") > 1 && !strings.HasPrefix(text, "%v: segment") && !strings.HasPrefix(text, "%s, and") {
			reasons = append(reasons, text)
		}
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.SelectorExpr); ok && (f.Sel.Name == "fail" || f.Sel.Name == "Sprintf") {
				for _, argument := range n.Args {
					add(argument)
				}
			}
		case *ast.ReturnStmt:
			for _, result := range n.Results {
				add(result)
			}
		}
		return true
	})
	return reasons
}
