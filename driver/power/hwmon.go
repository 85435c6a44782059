// SPDX-License-Identifier: Apache-2.0

package power

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/e2train/e2train/driver/internal/kernfile"
)

// Limits of what is looked through: a kernel that is reached over a socket lists no folders. Numbers of hwmon devices have holes.
const (
	hwmonDevices  = 64
	hwmonChannels = 32
)

// hwmon is a sensor of the kernel's hardware monitoring (Documentation/hwmon/sysfs-interface.rst). Attributes stay open: reading one again
// at offset 0 asks the chip again.
type hwmon struct {
	*host
	info                 Info
	address              address
	volts, amperes, watt kernfile.File // nil if there is none
	step                 float64       // watts of a step of the sensor's power, 0 if not known to be coarse
	buffer               [64]byte
}

var _ Meter = (*hwmon)(nil)

func openHwmon(a address) (Meter, error) {
	if err := a.only("root", "emulator"); err != nil {
		return nil, err
	}
	h, err := hostOf(a)
	if err != nil {
		return nil, err
	}
	name, label, _ := strings.Cut(a.target, "/")
	for _, dir := range hwmonDirs(h.kernel, name) {
		channels, found := findChannels(h.kernel, dir, label)
		if !found {
			continue
		}
		m := &hwmon{host: h, address: a, info: Info{Address: a.text, Name: a.target, Kind: h.kind}}
		if err := m.open(dir, channels); err != nil {
			return nil, errors.Join(a.fail("open", err), m.Close())
		}
		return m, nil
	}
	return nil, errors.Join(a.fail("look through /sys/class/hwmon", fmt.Errorf("no sensor of that name and label; e2train meters lists them: %w", fs.ErrNotExist)), h.Close())
}

// hwmonDirs returns the folders of all sensors with a name, or of all sensors for the name "".
func hwmonDirs(k kernfile.Kernel, name string) (dirs []string) {
	for n := range hwmonDevices {
		dir := fmt.Sprintf("/sys/class/hwmon/hwmon%d/", n)
		if found, err := kernfile.ReadText(k, dir+"name"); err == nil && (name == "" || found == name) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// channels are the files of one rail, "" for those that a sensor has not.
type channels struct{ volts, amperes, watts string }

// findChannels returns the files of the rail with a label, or of a sensor's only or first rail for the label "". A rail without power
// needs voltage and current.
func findChannels(k kernfile.Kernel, dir, label string) (channels, bool) {
	c := unlabelled(k, dir)
	if label != "" {
		c = labelled(k, dir, label)
	}
	return c, c.watts != "" || c.volts != "" && c.amperes != ""
}

func exists(k kernfile.Kernel, path string) bool {
	f, err := k.Open(path, os.O_RDONLY)
	if err == nil {
		f.Close()
	}
	return err == nil
}

// attribute returns the path of a channel's input if there is one.
func attribute(k kernfile.Kernel, dir, channel string) string {
	if path := dir + channel + "_input"; exists(k, path) {
		return path
	}
	return ""
}

// unlabelled returns the files of a sensor's first rail. Where there is a shunt voltage it comes before the bus voltage: as in0 from
// driver ina2xx, as in1 from iio-hwmon.
func unlabelled(k kernfile.Kernel, dir string) channels {
	c := channels{amperes: attribute(k, dir, "curr1"), watts: attribute(k, dir, "power1"), volts: attribute(k, dir, "in1")}
	shunt := attribute(k, dir, "in0") == "" && c.volts != ""
	if second := attribute(k, dir, "in2"); shunt && second != "" && isINA(k, dir) {
		c.volts = second
	}
	return c
}

// isINA reports whether a sensor is of the family whose power register is coarser than volts times amperes.
func isINA(k kernfile.Kernel, dir string) bool {
	name, err := kernfile.ReadText(k, dir+"name")
	return err == nil && strings.HasPrefix(name, "ina2")
}

// labelled returns the files with a label. Drivers of PMBus chips call the three of a rail vout1, iout1 and pout1; each of them names all.
func labelled(k kernfile.Kernel, dir, label string) channels {
	names := [3]string{label, label, label}
	if rail, found := pmbusRail(label); found {
		names = [3]string{"v" + rail, "i" + rail, "p" + rail}
	}
	return channels{find(k, dir, "in", names[0]), find(k, dir, "curr", names[1]), find(k, dir, "power", names[2])}
}

// pmbusRail returns the end of a PMBus label, such as out1 of pout1.
func pmbusRail(label string) (string, bool) {
	if label == "" || !strings.Contains("vip", label[:1]) {
		return "", false
	}
	rail := label[1:]
	return rail, rail == "in" || strings.HasPrefix(rail, "out")
}

// find returns the input of the channel with a label.
func find(k kernfile.Kernel, dir, kind, label string) string {
	for n := range hwmonChannels {
		channel := kind + strconv.Itoa(n)
		if text, err := kernfile.ReadText(k, dir+channel+"_label"); err == nil && text == label {
			return attribute(k, dir, channel)
		}
	}
	return ""
}

func (m *hwmon) open(dir string, c channels) (err error) {
	for _, f := range []struct {
		path string
		file *kernfile.File
		name string
	}{{c.volts, &m.volts, "volts"}, {c.amperes, &m.amperes, "amperes"}, {c.watts, &m.watt, "watts"}} {
		if f.path == "" {
			continue
		}
		if *f.file, err = m.kernel.Open(f.path, os.O_RDONLY); err != nil {
			return err
		}
		m.info.Channels = append(m.info.Channels, f.name)
	}
	if ms, err := kernfile.ReadNumber(m.kernel, dir+"update_interval"); err == nil && ms < 1<<31 {
		m.info.Interval = time.Duration(ms) * time.Millisecond
	}
	m.info.Unit = "1 uW"
	if isINA(m.kernel, dir) && m.watt != nil {
		m.step = inaStep(m.kernel, dir)
		m.info.Unit = fmt.Sprintf("%.3g mW", 1e3*m.step)
	}
	return nil
}

// Info implements Meter.
func (m *hwmon) Info() Info { return m.info }

// Read implements Meter.
func (m *hwmon) Read() (Reading, error) {
	r := Reading{Time: m.Now(), Shown: math.NaN()}
	for _, c := range []struct {
		file  kernfile.File
		scale float64
		value *float64
	}{{m.watt, 1e-6, &r.Watts}, {m.volts, 1e-3, &r.Volts}, {m.amperes, 1e-3, &r.Amperes}} {
		v, err := m.value(c.file)
		if err != nil {
			return r, m.address.fail("read", err)
		}
		*c.value = v * c.scale
	}
	r.judge(m.step)
	return r, nil
}

// value returns the number in an attribute, NaN for no attribute.
func (m *hwmon) value(f kernfile.File) (float64, error) {
	if f == nil {
		return math.NaN(), nil
	}
	n, err := f.Pread(m.buffer[:], 0)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", err, ErrNoReading)
	}
	return parseAttribute(m.buffer[:n])
}

// parseAttribute reads a whole number with space around it. The error wraps ErrProtocol, or ErrNoReading for nothing at all.
func parseAttribute(text []byte) (float64, error) {
	trimmed := strings.TrimSpace(string(text))
	if trimmed == "" {
		return 0, ErrNoReading
	}
	v, err := strconv.ParseInt(trimmed, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not a whole number: %w", trimmed, ErrProtocol)
	}
	return float64(v), nil
}

// mismatch is how far a power may be from volts times amperes. Some kernels give the milliwatts of IIO sensors for microwatts, a
// thousandth of the power; readings of different moments are never that far apart.
const mismatch = 100

// judge settles which power counts: what the sensor computed, in steps of so many watts, unless volts times amperes, which come in
// milliamperes, is finer, or the unit is plainly wrong.
func (r *Reading) judge(step float64) {
	product := r.Volts * r.Amperes
	if math.IsNaN(product) {
		return
	}
	wrong := r.Watts != 0 && math.Abs(product) > mismatch*math.Abs(r.Watts)
	switch finer := step > float64(r.Volts*1e-3); {
	case wrong:
		r.Watts = product
	case finer || math.IsNaN(r.Watts):
		r.Shown, r.Watts = r.Watts, product
	}
}

// inaStep returns the watts of a step of an INA2xx's power register, which is 25 steps of its current: with newer drivers those
// follow from the resistor, in uOhm, with older ones they are 1 mA.
func inaStep(k kernfile.Kernel, dir string) float64 {
	shunt, err := kernfile.ReadNumber(k, dir+"shunt_resistor")
	if err != nil || shunt == 0 {
		return inaOldStep
	}
	return inaPowerSteps * 1e-6 * 1e9 / (inaResistorSteps * float64(shunt))
}

// Close implements Meter.
func (m *hwmon) Close() error {
	var errs []error
	for _, f := range []kernfile.File{m.volts, m.amperes, m.watt} {
		if f != nil {
			errs = append(errs, f.Close())
		}
	}
	return errors.Join(append(errs, m.host.Close())...)
}

// listHwmon returns the sensors of this machine that show power, once with each label.
func listHwmon() (addresses []string) {
	k := kernfile.OS("")
	for _, dir := range hwmonDirs(k, "") {
		name, err := kernfile.ReadText(k, dir+"name")
		if err != nil {
			continue
		}
		labels := powerLabels(k, dir)
		for _, label := range labels {
			addresses = append(addresses, "hwmon:"+name+"/"+label)
		}
		if _, found := findChannels(k, dir, ""); found && len(labels) == 0 {
			addresses = append(addresses, "hwmon:"+name)
		}
	}
	return addresses
}

func powerLabels(k kernfile.Kernel, dir string) (labels []string) {
	for n := range hwmonChannels {
		if label, err := kernfile.ReadText(k, fmt.Sprintf("%spower%d_label", dir, n)); err == nil {
			labels = append(labels, label)
		}
	}
	return labels
}
