// SPDX-License-Identifier: Apache-2.0

package vivado

import (
	"fmt"
	"strconv"
	"strings"
)

// pins are what a cell offers: inputs that must be driven, outputs, interfaces that must lead somewhere, by direction.
type pins struct {
	inputs, outputs, masters, slaves []string
}

// known are properties of the vendor's IP, as public designs set them.
var known = map[string][]string{
	"xilinx.com:ip:zynq_ultra_ps_e": {
		"PSU__USE__M_AXI_GP0", "PSU__USE__M_AXI_GP1", "PSU__USE__M_AXI_GP2", "PSU__MAXIGP0__DATA_WIDTH", "PSU__USE__S_AXI_GP0", "PSU__USE__S_AXI_GP1",
		"PSU__USE__S_AXI_GP2", "PSU__USE__S_AXI_GP3", "PSU__USE__S_AXI_GP4", "PSU__USE__S_AXI_GP5", "PSU__USE__S_AXI_GP6",
		"PSU__SAXIGP0__DATA_WIDTH", "PSU__SAXIGP2__DATA_WIDTH", "PSU__FPGA_PL0_ENABLE", "PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ",
		"PSU__USE__FABRIC__RST", "PSU__USE__IRQ0",
	},
	"xilinx.com:ip:processing_system7": {
		"PCW_USE_M_AXI_GP0", "PCW_USE_M_AXI_GP1", "PCW_USE_S_AXI_HP0", "PCW_S_AXI_HP0_DATA_WIDTH", "PCW_EN_CLK0_PORT", "PCW_EN_RST0_PORT",
		"PCW_FPGA0_PERIPHERAL_FREQMHZ", "PCW_USE_FABRIC_INTERRUPT", "PCW_IRQ_F2P_INTR",
	},
	"xilinx.com:ip:smartconnect":   {"NUM_SI", "NUM_MI", "NUM_CLKS"},
	"xilinx.com:ip:proc_sys_reset": {"C_EXT_RST_WIDTH", "C_EXT_RESET_HIGH"},
	"xilinx.com:ip:xlconcat":       {"NUM_PORTS"},
	"xilinx.com:ip:util_ds_buf":    {"DIFF_CLK_IN_BOARD_INTERFACE", "USE_BOARD_FLOW", "C_BUF_TYPE"},
	"xilinx.com:ip:ddr4":           {"C0_DDR4_BOARD_INTERFACE", "C0_CLOCK_BOARD_INTERFACE", "ADDN_UI_CLKOUT1_FREQ_HZ"},
	"xilinx.com:ip:xdma": {
		"PCIE_BOARD_INTERFACE", "SYS_RST_N_BOARD_INTERFACE", "xdma_axi_intf_mm", "xdma_rnum_chnl", "xdma_wnum_chnl", "xdma_num_usr_irq",
		"axilite_master_en", "axilite_master_size", "axilite_master_scale",
	},
}

// pinsOf returns what a cell with these properties offers. Kinds that are not the vendor's are those of modules.
func pinsOf(kind string, p map[string]string) (pins, error) {
	switch kind {
	case "xilinx.com:ip:zynq_ultra_ps_e":
		return zynqmpPins(p), nil
	case "xilinx.com:ip:processing_system7":
		return zynqPins(p), nil
	case "xilinx.com:ip:smartconnect":
		return smartconnectPins(p)
	case "xilinx.com:ip:proc_sys_reset":
		return pins{inputs: []string{"slowest_sync_clk", "ext_reset_in"}, outputs: []string{"peripheral_aresetn"}}, nil
	case "xilinx.com:ip:xlconcat":
		n, err := strconv.Atoi(p["NUM_PORTS"])
		return pins{inputs: numbered("In%d", n), outputs: []string{"dout"}}, err
	case "xilinx.com:ip:util_ds_buf":
		return pins{outputs: []string{"IBUF_OUT", "IBUF_DS_ODIV2"}, slaves: []string{"CLK_IN_D"}}, nil
	case "xilinx.com:ip:ddr4":
		return pins{
			inputs: []string{"sys_rst", "c0_ddr4_aresetn"}, outputs: []string{"c0_ddr4_ui_clk", "c0_ddr4_ui_clk_sync_rst", "addn_ui_clkout1"},
			slaves: []string{"C0_DDR4_S_AXI", "C0_SYS_CLK"}, masters: []string{"C0_DDR4"},
		}, nil
	case "xilinx.com:ip:xdma":
		return pins{
			inputs: []string{"sys_clk", "sys_clk_gt", "sys_rst_n", "usr_irq_req"}, outputs: []string{"axi_aclk"},
			masters: []string{"M_AXI", "M_AXI_LITE", "pcie_mgt"},
		}, nil
	case "irq_sync":
		return pins{inputs: []string{"clk_i", "irq_i"}, outputs: []string{"irq_o"}}, nil
	}
	if strings.HasPrefix(kind, "xilinx.com:hls:") {
		return pins{
			inputs: []string{"ap_clk", "ap_rst_n"}, outputs: []string{"interrupt"}, masters: []string{"m_axi_a", "m_axi_b"}, slaves: []string{"s_axi_control"},
		}, nil
	}
	return pins{}, fmt.Errorf("unknown kind of cell %q", kind)
}

// zynqmpPins: on a Zynq UltraScale+, slave port GP0 is called HPC0, GP1 HPC1, GP2 to GP5 HP0 to HP3.
func zynqmpPins(p map[string]string) (has pins) {
	add := func(property, pin, clock string, to *[]string) {
		if p[property] == "1" {
			*to, has.inputs = append(*to, pin), append(has.inputs, clock)
		}
	}
	add("PSU__USE__M_AXI_GP0", "M_AXI_HPM0_FPD", "maxihpm0_fpd_aclk", &has.masters)
	for i, name := range []string{"HPC0", "HPC1", "HP0", "HP1", "HP2", "HP3"} {
		add(fmt.Sprint("PSU__USE__S_AXI_GP", i), "S_AXI_"+name+"_FPD", "saxi"+strings.ToLower(name)+"_fpd_aclk", &has.slaves)
	}
	if p["PSU__FPGA_PL0_ENABLE"] == "1" {
		has.outputs = append(has.outputs, "pl_clk0")
	}
	if p["PSU__USE__FABRIC__RST"] == "1" {
		has.outputs = append(has.outputs, "pl_resetn0")
	}
	if p["PSU__USE__IRQ0"] == "1" {
		has.inputs = append(has.inputs, "pl_ps_irq0")
	}
	return has
}

func zynqPins(p map[string]string) (has pins) {
	if p["PCW_USE_M_AXI_GP0"] == "1" {
		has.masters, has.inputs = append(has.masters, "M_AXI_GP0"), append(has.inputs, "M_AXI_GP0_ACLK")
	}
	if p["PCW_USE_S_AXI_HP0"] == "1" {
		has.slaves, has.inputs = append(has.slaves, "S_AXI_HP0"), append(has.inputs, "S_AXI_HP0_ACLK")
	}
	if p["PCW_EN_CLK0_PORT"] == "1" {
		has.outputs = append(has.outputs, "FCLK_CLK0")
	}
	if p["PCW_EN_RST0_PORT"] == "1" {
		has.outputs = append(has.outputs, "FCLK_RESET0_N")
	}
	if p["PCW_USE_FABRIC_INTERRUPT"] == "1" && p["PCW_IRQ_F2P_INTR"] == "1" {
		has.inputs = append(has.inputs, "IRQ_F2P")
	}
	return has
}

func smartconnectPins(p map[string]string) (has pins, err error) {
	for _, part := range []struct {
		property, format string
		to               *[]string
	}{{"NUM_SI", "S%02d_AXI", &has.slaves}, {"NUM_MI", "M%02d_AXI", &has.masters}, {"NUM_CLKS", "aclk%d", &has.inputs}} {
		n, err := strconv.Atoi(p[part.property])
		if err != nil || n < 1 || n > 16 {
			return has, fmt.Errorf("smartconnect: %s is %q", part.property, p[part.property])
		}
		*part.to = numbered(part.format, n)
	}
	has.inputs[0] = "aclk"
	has.inputs = append(has.inputs, "aresetn")
	return has, nil
}

func numbered(format string, n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf(format, i))
	}
	return names
}
