// SPDX-License-Identifier: Apache-2.0

// Package all links in every device: import it for its side effect, and driver.Open knows their addresses.
package all

import (
	_ "github.com/e2train/e2train/driver/cpu"       // cpu
	_ "github.com/e2train/e2train/driver/hls"       // hls:CONFIG
	_ "github.com/e2train/e2train/driver/serial"    // serial:/dev/ttyUSBN
	_ "github.com/e2train/e2train/driver/simdev"    // sim:CONFIG
	_ "github.com/e2train/e2train/driver/uio"       // uio:/dev/uioN
	_ "github.com/e2train/e2train/driver/verilator" // verilator:CONFIG
	_ "github.com/e2train/e2train/driver/xdma"      // xdma:/dev/xdmaN
)
