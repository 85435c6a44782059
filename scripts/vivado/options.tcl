# SPDX-License-Identifier: Apache-2.0
# The options of build.tcl, and what other scripts need to read theirs.

# parse puts options from the command line into a dictionary of what they are otherwise.
proc ::e2train::parse {arguments otherwise} {
  if {[llength $arguments] % 2} {
    error "options come in pairs: $arguments"
  }
  foreach {name value} $arguments {
    set key [string range $name 1 end]
    if {[string index $name 0] ne "-" || ![dict exists $otherwise $key]} {
      error "unknown option $name (known: [join [lmap k [dict keys $otherwise] {string cat - $k}] {, }])"
    }
    dict set otherwise $key $value
  }
  return $otherwise
}

# options returns a dictionary of all options from the arguments of the command line. Unknown ones are errors.
proc ::e2train::options {arguments} {
  variable root
  set o [parse $arguments {board ultra96 config "" port "" kernels rtl to bitstream jobs 2 out ""}]
  set takes [board_takes [dict get $o board]]
  foreach key {config port} {
    dict set o $key [choose $key [dict get $o $key] [dict get $takes ${key}s]]
  }
  choose kernels [dict get $o kernels] {rtl hls hls-fp32}
  choose to [dict get $o to] {bitstream synth design}
  if {[dict get $o out] eq ""} {
    dict set o out [file join $root build vivado "[dict get $o board]-[dict get $o kernels]"]
  }
  return $o
}

# board_takes returns configurations and ports of a board.
proc ::e2train::board_takes {board} {
  variable boards
  if {$board eq "kcu105"} {
    return {configs ultra96 ports card}
  }
  if {![dict exists $boards $board]} {
    error "unknown board $board (known: [join [dict keys $boards] {, }], kcu105)"
  }
  return [dict get $boards $board]
}

# choose returns a value that is among the allowed ones, the first of them if it is empty.
proc ::e2train::choose {what value allowed} {
  if {$value eq ""} {
    return [lindex $allowed 0]
  }
  if {$value ni $allowed} {
    error "-$what $value: it can be [join $allowed {, }]"
  }
  return $value
}
