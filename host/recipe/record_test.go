// SPDX-License-Identifier: Apache-2.0

package recipe

import (
	"errors"
	"strings"
	"testing"
)

func sampleRecord() *Record {
	return &Record{Schema: Schema, Config: Default(), DataSHA256: "ab", Contract: 1, Version: "v1"}
}

func hash(t *testing.T, r *Record) string {
	t.Helper()
	h, err := r.Hash()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestRecordRoundTrip(t *testing.T) {
	want := sampleRecord()
	text, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseRecord(text)
	if err != nil {
		t.Fatal(err)
	}
	if *got != *want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestParseRecordRejects(t *testing.T) {
	text, err := sampleRecord().Encode()
	if err != nil {
		t.Fatal(err)
	}
	good := string(text)
	for name, bad := range map[string]string{
		"empty":        "",
		"truncated":    good[:len(good)/2],
		"two":          good + good,
		"other schema": strings.Replace(good, `"schema": 1`, `"schema": 2`, 1),
		"new option":   strings.Replace(good, `"smd"`, `"psg"`, 1),
		"bad value":    strings.Replace(good, `"batch": 64`, `"batch": -64`, 1),
		"bad type":     strings.Replace(good, `"batch": 64`, `"batch": "64"`, 1),
	} {
		if bad == good {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := ParseRecord([]byte(bad)); !errors.Is(err, ErrRecord) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
}

// Everything that the result depends on changes the hash, and the version of the program does not.
func TestHash(t *testing.T) {
	base := hash(t, sampleRecord())
	for name, change := range map[string]func(r *Record){
		"model": func(r *Record) { r.Model = "resnet14" }, "data": func(r *Record) { r.Data = "x" },
		"device": func(r *Record) { r.Device = "cpu" }, "batch": func(r *Record) { r.Batch++ },
		"epochs": func(r *Record) { r.Epochs++ }, "iterations": func(r *Record) { r.Iterations++ },
		"lr": func(r *Record) { r.LR++ }, "schedule": func(r *Record) { r.Schedule = "step" },
		"momentum": func(r *Record) { r.Momentum = 0 }, "weight decay": func(r *Record) { r.WeightDecay = 0 },
		"seed": func(r *Record) { r.Seed++ }, "smd": func(r *Record) { r.SMD = 0.5 },
		"augment": func(r *Record) { r.Augment = true }, "eval every": func(r *Record) { r.EvalEvery++ },
		"images": func(r *Record) { r.DataSHA256 = "cd" }, "contract": func(r *Record) { r.Contract++ },
	} {
		r := sampleRecord()
		change(r)
		if hash(t, r) == base {
			t.Errorf("another %s has the same hash", name)
		}
	}
	r := sampleRecord()
	r.Version = "v2"
	if hash(t, r) != base {
		t.Error("another version of the program has another hash")
	}
}
