// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/e2train/e2train/rtl/isa"
)

// Roof is the roofline of a configuration under its bench memory.
type Roof struct {
	Peak  float64 `json:"peak_macs_per_cycle"`  // all multipliers
	Bytes float64 `json:"peak_bytes_per_cycle"` // both directions at once, idle cycles between bursts included
}

func newRoof(c *isa.Config) Roof {
	beats := float64(isa.MaxBurstBeats)
	read := beats / (beats + float64(c.Memory.ReadIdle))
	write := beats / (beats + float64(c.Memory.WriteIdle))
	return Roof{Peak: float64(c.Lanes * c.Lanes), Bytes: float64(c.AXIBytes) * (read + write)}
}

// attainable returns the MACs per cycle that the roof allows at an intensity in MACs per byte.
func (r Roof) attainable(intensity float64) float64 { return min(r.Peak, intensity*r.Bytes) }

const (
	plotWidth  = 64
	plotHeight = 14
)

// writeRoofline draws the roof and the rows in the terminal, both axes logarithmic: MACs per cycle over MACs per DRAM byte.
// Letters are passes; the roof is drawn with dots.
func (r *Report) writeRoofline(w io.Writer) error {
	low, high := math.Inf(1), 0.0
	for _, row := range r.Rows {
		intensity := float64(row.MACs) / float64(row.DramBytes)
		low, high = min(low, intensity), max(high, intensity)
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
		put(intensity, r.Roofline.attainable(intensity), '.')
	}
	for _, row := range r.Rows {
		put(float64(row.MACs)/float64(row.DramBytes), float64(row.MACs)/float64(row.Cycles), passMark(row.Pass))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\nroofline (modeled): %.0f MACs a cycle at most, %.1f bytes a cycle; f forward, d backward_data, w backward_weights\n",
		r.Roofline.Peak, r.Roofline.Bytes)
	for y := range grid {
		label := "        "
		if y%4 == 0 {
			label = fmt.Sprintf("%7.1f ", top*math.Pow(bottom/top, float64(y)/(plotHeight-1)))
		}
		fmt.Fprintf(&b, "%s|%s\n", label, strings.TrimRight(string(grid[y][:]), " "))
	}
	fmt.Fprintf(&b, "MACs    +%s\n/cycle   %-*.1f%*.1f  MACs per DRAM byte\n", strings.Repeat("-", plotWidth), plotWidth/2, low, plotWidth/2, high)
	_, err := io.WriteString(w, b.String())
	return err
}

func passMark(pass string) byte {
	switch pass {
	case "forward":
		return 'f'
	case "backward_data":
		return 'd'
	default:
		return 'w'
	}
}
