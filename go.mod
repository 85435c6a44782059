module github.com/e2train/e2train

go 1.26.0

require (
	golang.org/x/sys v0.49.0
	golang.org/x/term v0.47.0
	gonum.org/v1/gonum v0.17.0
)

require (
	github.com/google/gopacket v1.1.19
	github.com/tarm/serial v0.0.0-20180830185346-98f6abe2eb07
)

require golang.org/x/net v0.0.0-20190620200207-3b0461eec859 // indirect
