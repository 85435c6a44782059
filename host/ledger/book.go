// SPDX-License-Identifier: Apache-2.0

package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/e2train/e2train/rtl/isa"
)

// BookSchema is the version of the JSON form of a [Book].
const BookSchema = 1

// ErrBook is the cause of errors about a ledger.json that cannot be used.
var ErrBook = errors.New("not the ledger of a run")

// Book is ledger.json: what a run did, by what it was done for. With config.json it is all that prices and savings follow from.
type Book struct {
	Schema   int       `json:"schema"`
	Images   Images    `json:"images"`
	Loop     Loop      `json:"loop"`
	Counters []string  `json:"counter_names"` // of the counters, in their order
	Accounts []Account `json:"accounts"`
	Signs    *Signs    `json:"predictive_sign_gradients,omitempty"`
}

// Signs is what predictive sign gradients decided, summed over the executed iterations.
type Signs struct {
	Limits []int        `json:"skip_limits"` // that tiles are counted for
	Layers []LayerSigns `json:"layers"`      // in forward order
}

// LayerSigns is the same of one layer.
type LayerSigns struct {
	Layer     string  `json:"layer"`
	Weights   int64   `json:"weights"`
	Decided   int64   `json:"decided"`
	Tiles     int64   `json:"tiles"`
	Skipped   int64   `json:"skipped_tiles"`
	Skippable []int64 `json:"skippable_tiles"` // that each of the limits would have skipped
}

// Images is the form of the data set.
type Images struct {
	Channels int `json:"channels"`
	Height   int `json:"height"`
	Width    int `json:"width"`
	Classes  int `json:"classes"`
	Test     int `json:"test"` // images of the test set
}

// Loop is what the training loop did.
type Loop struct {
	Iterations int64 `json:"iterations"` // dropped ones included
	PerEpoch   int64 `json:"iterations_per_epoch"`
	LastBatch  int   `json:"last_batch"` // images of the last mini-batch of an epoch
	Executed   int64 `json:"executed"`
	Dropped    int64 `json:"dropped"`
	Images     int64 `json:"images_trained"`
	Evaluated  int64 `json:"images_evaluated"` // of all passes over the test set
}

// The accounts of a run. Every piece of work is in exactly one.
const (
	Training   = "training"   // executed iterations
	Dropping   = "dropping"   // what dropped mini-batches took all the same, their loading above all
	Averaging  = "averaging"  // averages of weights, and statistics of batch norm for them
	Evaluation = "evaluation" // passes over the test set
	Planning   = "planning"   // finding out what things take, with an energy budget
)

// Account is work that was done for one purpose.
type Account struct {
	Name string `json:"name"`
	Work Work   `json:"work"`
}

// NewBook returns a book of the given accounts.
func NewBook(images Images, loop Loop, accounts []Account) *Book {
	b := &Book{Schema: BookSchema, Images: images, Loop: loop, Accounts: accounts}
	for c := range isa.NumCounters {
		b.Counters = append(b.Counters, c.String())
	}
	return b
}

// ParseBook reads ledger.json. The error wraps ErrBook.
func ParseBook(text []byte) (*Book, error) {
	b := &Book{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(b); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBook, err)
	}
	if b.Schema != BookSchema {
		return nil, fmt.Errorf("%w: schema %d, this program reads %d", ErrBook, b.Schema, BookSchema)
	}
	return b, b.check()
}

// Account returns the work of an account, nothing if there is no such.
func (b *Book) Account(name string) *Work {
	for i := range b.Accounts {
		if b.Accounts[i].Name == name {
			return &b.Accounts[i].Work
		}
	}
	return &Work{}
}

// Total returns the work of all accounts.
func (b *Book) Total() *Work {
	var w Work
	for i := range b.Accounts {
		w.Add(&b.Accounts[i].Work)
	}
	return &w
}

// check reports passes that do not add up to their account, and a loop that cannot be.
func (b *Book) check() error {
	l := &b.Loop
	if l.Executed < 0 || l.Dropped < 0 || l.Executed+l.Dropped != l.Iterations || l.PerEpoch < 1 || l.LastBatch < 1 {
		return fmt.Errorf("%w: loop %+v", ErrBook, *l)
	}
	for i := range b.Accounts {
		a := &b.Accounts[i]
		if err := a.Work.conserved(); err != nil {
			return fmt.Errorf("%w: account %s: %w", ErrBook, a.Name, err)
		}
	}
	return nil
}

// conserved reports whether the passes add up to the whole: they do not where a part of a run was done by a version that
// did not keep them.
func (w *Work) conserved() error {
	var sum Work
	for i := range w.Passes {
		p := w.Passes[i].Work()
		sum.Add(&p)
	}
	if c, differ := sum.Counters.FirstDifference(&w.Counters); differ {
		return fmt.Errorf("counter %v of its passes is %d, of the whole %d", c, sum.Counters[c], w.Counters[c])
	}
	if sum.BytesKept != w.BytesKept {
		return fmt.Errorf("%d bytes kept on the device by its passes, by the whole %d", sum.BytesKept, w.BytesKept)
	}
	if sum.MACs != w.MACs || sum.BytesToDevice != w.BytesToDevice || sum.BytesFromDevice != w.BytesFromDevice || sum.Transfers != w.Transfers {
		return fmt.Errorf("%d multiply-accumulates, %d bytes to and %d from the device in %d transfers of its passes, of the whole %d, %d, %d, %d",
			sum.MACs, sum.BytesToDevice, sum.BytesFromDevice, sum.Transfers, w.MACs, w.BytesToDevice, w.BytesFromDevice, w.Transfers)
	}
	return nil
}
