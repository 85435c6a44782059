// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"bytes"
	"fmt"
	"math"
	"strings"

	"github.com/e2train/e2train/rtl/isa"
)

// Roof is the roofline of a configuration under its bench memory.
type Roof struct {
	Peak  float64 `json:"peak_macs_per_cycle"`  // all multipliers
	Bytes float64 `json:"peak_bytes_per_cycle"` // both directions at once, idle cycles between bursts included
}

// NewRoof returns the roofline of a configuration.
func NewRoof(c *isa.Config) Roof {
	beats := float64(isa.MaxBurstBeats)
	read := beats / (beats + float64(c.Memory.ReadIdle))
	write := beats / (beats + float64(c.Memory.WriteIdle))
	return Roof{Peak: float64(c.Multipliers()), Bytes: float64(c.AXIBytes) * (read + write)}
}

// Attainable returns the MACs per cycle that the roof allows at an intensity in MACs per byte.
func (r Roof) Attainable(intensity float64) float64 { return min(r.Peak, intensity*r.Bytes) }

const (
	plotWidth  = 64
	plotHeight = 14
)

// writeRoofline draws the roof and the rows in the terminal, both axes logarithmic: MACs per cycle over MACs per DRAM byte.
// Letters are passes; the roof is drawn with dots. Two MACs of the predictor share a multiplier and count as one, so the roof
// is the same for all passes. A pass whose tiles were all skipped has no place.
func (r *Report) writeRoofline(b *bytes.Buffer) {
	low, high := math.Inf(1), 0.0
	for _, row := range r.Rows {
		if row.MACs > 0 {
			low, high = min(low, row.intensity()), max(high, row.intensity())
		}
	}
	low, high = low/1.5, high*1.5
	top, bottom := r.Roofline.Peak*1.3, r.Roofline.Peak/64
	var grid [plotHeight][plotWidth]byte
	for y := range grid {
		for x := range grid[y] {
			grid[y][x] = ' '
		}
	}
	put := func(intensity, rate float64, mark byte) {
		x := int(math.Log(intensity/low) / math.Log(high/low) * (plotWidth - 1))
		y := int(math.Log(top/rate) / math.Log(top/bottom) * (plotHeight - 1))
		if x >= 0 && x < plotWidth && y >= 0 && y < plotHeight {
			grid[y][x] = mark
		}
	}
	for x := range plotWidth {
		intensity := low * math.Pow(high/low, float64(x)/(plotWidth-1))
		put(intensity, r.Roofline.Attainable(intensity), '.')
	}
	marks := ""
	for _, row := range r.Rows {
		mark := passMarks[row.Pass]
		if row.MACs > 0 {
			put(row.intensity(), row.slots/float64(row.Cycles), mark)
		}
		if legend := fmt.Sprintf("; %c %s", mark, row.Pass); !strings.Contains(marks, legend) {
			marks += legend
		}
	}
	fmt.Fprintf(b, "\nroofline (modeled): %.0f MACs a cycle at most, %.1f bytes a cycle%s\n", r.Roofline.Peak, r.Roofline.Bytes, marks)
	for y := range grid {
		label := "        "
		if y%4 == 0 {
			label = fmt.Sprintf("%7.1f ", top*math.Pow(bottom/top, float64(y)/(plotHeight-1)))
		}
		fmt.Fprintf(b, "%s|%s\n", label, strings.TrimRight(string(grid[y][:]), " "))
	}
	fmt.Fprintf(b, "MACs    +%s\n/cycle   %-*.1f%*.1f  MACs per DRAM byte\n", strings.Repeat("-", plotWidth), plotWidth/2, low, plotWidth/2, high)
}

// intensity returns the MACs per DRAM byte.
func (r *Row) intensity() float64 { return r.slots / float64(r.DramBytes) }

var passMarks = map[string]byte{
	"forward": 'f', "backward_data": 'd', "backward_weights": 'w', "psg_predict": 'p', "psg_masked": 'm',
}
