// SPDX-License-Identifier: Apache-2.0

package data

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls work(0) … work(n-1) on as many goroutines as there are
// processors and returns the error of the smallest index that failed, so that
// the outcome does not depend on timing. After an error it starts no more work.
func parallel(n int, work func(i int) error) error {
	var next atomic.Int64
	var group sync.WaitGroup
	var failed firstError
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for failed.none() {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				failed.note(i, work(i))
			}
		})
	}
	group.Wait()
	return failed.err
}

// firstError keeps the error with the smallest index.
type firstError struct {
	mutex sync.Mutex
	index int
	err   error
}

// none reports whether there is no error yet.
func (f *firstError) none() bool {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.err == nil
}

// note records err, unless it is nil or an earlier index failed.
func (f *firstError) note(index int, err error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if err != nil && (f.err == nil || index < f.index) {
		f.index, f.err = index, err
	}
}
