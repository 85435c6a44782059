// SPDX-License-Identifier: Apache-2.0

package link

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/pcapgo"
)

// What is held back before it is written.
const (
	mostHeld = 256 << 10
	longHeld = time.Second
)

// Writer writes a recording. Its methods may be called from several goroutines. After the first error it writes no more.
type Writer struct {
	file   io.WriteCloser
	name   string
	begin  time.Time
	failed func(error) // told of the first error; may be nil

	mu      sync.Mutex
	held    bytes.Buffer // whole blocks
	blocks  *pcapgo.NgWriter
	record  []byte // room to encode one
	records uint64
	saved   uint64 // of them, that are in the file
	cycles  uint64
	written time.Time
	err     error
}

// Create makes the file of a recording, which must not exist yet. Failed is told when recording stops for an error; it may be
// nil. The error wraps fs.ErrExist or is that of the file.
func Create(name string, failed func(error)) (*Writer, error) {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, fmt.Errorf("record to a new file: %w", err)
	}
	return NewWriter(file, name, failed), nil
}

// NewWriter is Create with a file that is open.
func NewWriter(file io.WriteCloser, name string, failed func(error)) *Writer {
	w := &Writer{file: file, name: name, begin: time.Now(), failed: failed}
	w.written = w.begin
	blocks, err := pcapgo.NewNgWriterInterface(&w.held,
		pcapgo.NgInterface{Name: "link", Description: "host to device", LinkType: LinkType},
		pcapgo.NgWriterOptions{SectionInfo: pcapgo.NgSectionInfo{Application: "e2train"}})
	w.blocks = blocks
	if err != nil {
		w.stop(err)
	}
	return w
}

// put adds a record of something that began at a time and has just ended, after the device has run for some more cycles.
func (w *Writer) put(began time.Time, cycles uint64, bodies ...Body) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	w.cycles += cycles
	s := Stamp{HostNS: uint64(now.Sub(w.begin)), TookNS: uint64(now.Sub(began)), Cycles: w.cycles}
	for _, body := range bodies {
		w.add(now, s, body)
	}
	if w.held.Len() >= mostHeld || now.Sub(w.written) >= longHeld {
		w.flush()
	}
}

// add encodes a record into what is held.
func (w *Writer) add(now time.Time, s Stamp, body Body) {
	if w.err != nil {
		return
	}
	w.record = appendRecord(w.record[:0], s, body)
	info := gopacket.CaptureInfo{Timestamp: now, CaptureLength: len(w.record), Length: len(w.record)}
	if err := w.blocks.WritePacket(info, w.record); err != nil {
		w.stop(err)
		return
	}
	if err := w.blocks.Flush(); err != nil {
		w.stop(err)
		return
	}
	w.records++
}

// flush writes what is held.
func (w *Writer) flush() {
	if w.err != nil {
		return
	}
	_, err := w.file.Write(w.held.Bytes())
	w.held.Reset()
	w.written = time.Now()
	if err != nil {
		w.stop(err)
		return
	}
	w.saved = w.records
}

// stop ends recording for an error.
func (w *Writer) stop(err error) {
	w.err = fmt.Errorf("%w: %s keeps what was saved before, at least %d records: %w", ErrWrite, w.name, w.saved, err)
	if w.failed != nil {
		w.failed(w.err)
	}
}

// Power adds a sample of a power meter.
func (w *Writer) Power(p Power) { w.put(time.Now(), 0, &p) }

// Err returns why recording stopped, nil if it did not. It wraps ErrWrite.
func (w *Writer) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// Close ends the recording and closes its file. The error is that of Err or of the file.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	w.add(now, Stamp{HostNS: uint64(now.Sub(w.begin)), Cycles: w.cycles}, &End{Records: w.records})
	w.flush()
	if err := w.file.Close(); err != nil && w.err == nil {
		return fmt.Errorf("%w: %w", ErrWrite, err)
	} else if err != nil {
		return errors.Join(w.err, err)
	}
	return w.err
}
