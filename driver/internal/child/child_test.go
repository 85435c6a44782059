// SPDX-License-Identifier: Apache-2.0

package child

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/hostmem"
)

// script starts a shell script in place of a simulation.
func script(t *testing.T, text string) *Child {
	t.Helper()
	memory, err := hostmem.NewFile(0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { memory.Close() })
	program := filepath.Join(t.TempDir(), "bench")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"+text), 0o777); err != nil {
		t.Fatal(err)
	}
	c, err := Start(Options{Program: program, Memory: memory, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Kill)
	return c
}

func TestDeathIsExplained(t *testing.T) {
	for _, c := range []struct{ name, text, says string }{
		{"assertion", "echo '%Error: array.sv:7: Assertion failed'; echo Aborting... ; kill -ABRT $$", "array.sv:7: Assertion failed"},
		{"violation", "echo 'cycle 9: RREADY is 0' >&2; exit 1", "cycle 9: RREADY is 0"},
		{"silence", "exit 1", "it said nothing"},
		{"peace", "exit 0", "it ended by itself"},
		{"half a reply", "printf 1234567 >&5; exit 3", "exit status 3"},
		{"much", "yes 'line of a long story' | head -c 1000000; exit 1", "line of a long story"},
	} {
		t.Run(c.name, func(t *testing.T) {
			child := script(t, c.text)
			for range 2 { // a dead one stays dead
				_, err := child.Do(context.Background(), Flying())
				var death *Error
				if !errors.As(err, &death) || !errors.Is(err, driver.ErrHardware) {
					t.Fatalf("got error %v, want an *Error", err)
				}
				if !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "Aborting") || len(err.Error()) > maxOutput+200 {
					t.Fatalf("got error %q, want one that says %q", err, c.says)
				}
			}
		})
	}
}

// A simulation that closes its pipes and lives on is killed.
func TestDeafSimulation(t *testing.T) {
	child := script(t, "exec 4<&- 5>&-; sleep 60")
	begun := time.Now()
	var death *Error
	if _, err := child.Do(context.Background(), Flying()); !errors.As(err, &death) {
		t.Errorf("got error %v, want an *Error", err)
	}
	if took := time.Since(begun); took > 30*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestContextEndsAWait(t *testing.T) {
	child := script(t, "sleep 60")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	begun := time.Now()
	if _, err := child.Do(ctx, Flying()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got error %v, want %v", err, context.DeadlineExceeded)
	}
	if took := time.Since(begun); took > 30*time.Second {
		t.Errorf("it took %v", took)
	}
	var death *Error
	if _, err := child.Do(context.Background(), Flying()); !errors.As(err, &death) {
		t.Errorf("after that: got error %v, want an *Error", err)
	}
}

func TestEndedContextStartsNothing(t *testing.T) {
	child := script(t, "cat <&4 >/dev/null")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := child.Do(ctx, Flying()); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
	if err := child.Close(); err != nil {
		t.Errorf("it did not live on: %v", err)
	}
}

// TestLargeBatches makes more requests than pipes hold. The script answers each with 16 bytes.
func TestLargeBatches(t *testing.T) {
	child := script(t, "while [ $(head -c 24 <&4 | wc -c) = 24 ]; do printf 'aaaabbbbcccccccc' >&5; done")
	replies, err := child.Do(context.Background(), make([]Request, 3*maxBatch+1)...)
	if err != nil {
		t.Fatal(err)
	}
	if len(replies) != 3*maxBatch+1 || replies[7].Value != 0x61616161 || replies[7].Cycles != 0x6363636363636363 {
		t.Errorf("%d replies, one of them %+v", len(replies), replies[7])
	}
}
