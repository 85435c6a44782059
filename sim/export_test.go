// SPDX-License-Identifier: Apache-2.0

package sim

// SetGrain sets the multiply-accumulates that are worth a worker, so that small programs are spread, too.
func (m *Machine) SetGrain(macs int64) { m.executor.Grain = macs }

// Programs returns how many programs the machine remembers.
func (m *Machine) Programs() int {
	m.programs.mu.Lock()
	defer m.programs.mu.Unlock()
	return len(m.programs.known)
}
