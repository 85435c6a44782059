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
		"new option":   strings.Replace(good, `"smd"`, `"slu"`, 1),
		"bad value":    strings.Replace(good, `"batch": 64`, `"batch": -64`, 1),
		"bad psg":      strings.Replace(good, `"augment"`, `"psg": {"on": true, "threshold": 2}, "augment"`, 1),
		"new psg":      strings.Replace(good, `"augment"`, `"psg": {"on": true, "bits": 4}, "augment"`, 1),
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

// A run from before PSG, and a plain one of today, have the same text and hash.
func TestPlainRecordKeepsItsForm(t *testing.T) {
	text, err := sampleRecord().Encode()
	if err != nil {
		t.Fatal(err)
	}
	const before = `{
  "schema": 1,
  "model": "resnet8",
  "data": "fashion-sample",
  "device": "sim:ultra96",
  "batch": 64,
  "epochs": 8,
  "iterations": 0,
  "lr": 0.1,
  "schedule": "cosine",
  "momentum": 0.9,
  "weight_decay": 0.0001,
  "seed": 1,
  "smd": 0,
  "augment": false,
  "eval_every": 0,
  "data_sha256": "ab",
  "contract": 1,
  "version": "v1"
}
`
	if string(text) != before {
		t.Errorf("got\n%s\nwant\n%s", text, before)
	}
	old, err := ParseRecord([]byte(before))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := hash(t, old), "d18119ca8d880289ab8a045089d7100bdd9ff1b05fc4ace609cf233a44b3a90e"; got != want {
		t.Errorf("hash %s, want %s", got, want)
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
		"seed": func(r *Record) { r.Seed++ }, "smd": func(r *Record) { r.SMD = Constant(0.5) },
		"augment": func(r *Record) { r.Augment = true }, "eval every": func(r *Record) { r.EvalEvery++ },
		"psg": func(r *Record) { r.PSG = PSG{On: true} }, "threshold": func(r *Record) { r.PSG = PSG{On: true, Threshold: Constant(0.5)} },
		"skip limit": func(r *Record) { r.PSG = PSG{On: true, SkipLimit: Constant(1)} }, "fill": func(r *Record) { r.PSG = PSG{On: true, FillSign: true} },
		"warmup": func(r *Record) { r.Warmup++ }, "dropped update": func(r *Record) { r.SMDUpdate = true },
		"averages": func(r *Record) { r.SWA.On = true }, "snapshots": func(r *Record) { r.SWA = SWA{On: true, Every: 1} },
		"budget": func(r *Record) { r.EnergyBudget = 1 },
		"init":   func(r *Record) { r.Init = "x" }, "layers": func(r *Record) { r.TrainLayers = HeadLayer },
		"inherited":   func(r *Record) { r.Inherited.SHA256 = "ef" },
		"update":      func(r *Record) { r.Update = UpdateSign },
		"check every": func(r *Record) { r.PSG = PSG{On: true, CheckEvery: 1} },
		"images":      func(r *Record) { r.DataSHA256 = "cd" }, "contract": func(r *Record) { r.Contract++ },
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
