// SPDX-License-Identifier: Apache-2.0

package vivado

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/boards"
	"github.com/e2train/e2train/rtl/isa"
)

// TestCard builds the design of the PCIe card and compares it with what the driver relies on.
func TestCard(t *testing.T) {
	d := build(t, "-board kcu105")
	c, err := isa.ConfigByName("ultra96")
	if err != nil {
		t.Fatal(err)
	}
	checkConnections(t, d, module(t, c))
	checkSteps(t, d)
	want := map[string]string{
		"xdma.xdma_axi_intf_mm": "AXI_Memory_Mapped", "xdma.axilite_master_en": "true", "xdma.xdma_rnum_chnl": "1", "xdma.xdma_wnum_chnl": "1",
		"xdma.xdma_num_usr_irq": "1", "ddr4.ADDN_UI_CLKOUT1_FREQ_HZ": fmt.Sprint(c.ClockHz / 1e6),
	}
	for name, value := range want {
		cell, property, _ := strings.Cut(name, ".")
		if got := d.properties[cell][property]; got != value {
			t.Errorf("%s is %q, want %s", name, got, value)
		}
	}
	checkCardClocks(t, d)
	checkCardAddresses(t, d)
	for _, name := range []string{"card.xdc", "irq_sync.v"} {
		if !slices.ContainsFunc(d.files, func(f string) bool { return filepath.Base(f) == name }) {
			t.Errorf("%s is not in the project", name)
		}
	}
}

// checkCardClocks follows the interrupt through its synchroniser, and the clocks of what is on either side.
func checkCardClocks(t *testing.T, d *design) {
	t.Helper()
	for pin, source := range map[string]string{
		"xdma/usr_irq_req": "irq_sync0/irq_o", "irq_sync0/irq_i": "accelerator/irq_o", "irq_sync0/clk_i": "xdma/axi_aclk",
		"accelerator/clk_i": "ddr4/addn_ui_clkout1", "reset/slowest_sync_clk": "ddr4/addn_ui_clkout1",
		"accelerator/rst_ni": "reset/peripheral_aresetn", "memory_reset/slowest_sync_clk": "ddr4/c0_ddr4_ui_clk",
		"ddr4/c0_ddr4_aresetn": "memory_reset/peripheral_aresetn",
	} {
		if d.source[pin] != source {
			t.Errorf("%s comes from %s, want %s", pin, d.source[pin], source)
		}
	}
	for crossbar, clocks := range map[string]int{"to_registers": 2, "to_memory": 3} {
		seen := map[string]bool{}
		for i := range clocks {
			seen[d.source[strings.TrimSuffix(fmt.Sprint(crossbar, "/aclk", i), "0")]] = true
		}
		if len(seen) != clocks {
			t.Errorf("%s has clocks %v, want %d", crossbar, seen, clocks)
		}
	}
}

func checkCardAddresses(t *testing.T, d *design) {
	t.Helper()
	const memory = " ddr4/C0_DDR4_MEMORY_MAP/C0_DDR4_ADDRESS_BLOCK"
	base := fmt.Sprintf("0x%x", boards.CardBase)
	want := map[string]record{
		"xdma/M_AXI_LITE accelerator/S_AXIL/*": {"0x0", fmt.Sprint(boards.RegisterBytes)},
		"xdma/M_AXI" + memory:                  {base, "2G"},
		"accelerator/M_AXI" + memory:           {base, "2G"},
	}
	if fmt.Sprint(d.segments) != fmt.Sprint(want) {
		t.Errorf("address map\n%v, want\n%v", d.segments, want)
	}
	if boards.CardLimit > 2<<30 {
		t.Errorf("the driver uses %d bytes of 2 GiB", boards.CardLimit)
	}
}
