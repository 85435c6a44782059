# SPDX-License-Identifier: Apache-2.0
# Every target of the project; `make help` lists them. CI calls these targets and nothing else.

SHELL := /bin/sh
MODEL ?= resnet8
DATA ?= fashion-sample
DEVICE ?= sim:ultra96
EPOCHS ?= 8
SEED ?= 1
OUT ?=
ONLY ?=

GO ?= go
export CGO_ENABLED = 0

.DEFAULT_GOAL := help
.PHONY: help run build test test-full report-check accuracy mutate bench hls-test synth fmt lint generate clean check-go

help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  variables of run: MODEL=$(MODEL) DATA=$(DATA) DEVICE=$(DEVICE) EPOCHS=$(EPOCHS) SEED=$(SEED) OUT=folder"

check-go:
	@GO="$(GO)" sh scripts/check-go.sh

build: check-go ## build the program into build/e2train
	@$(GO) build -o build/e2train ./host/cmd/e2train

run: build ## train resnet8 on the embedded sample on the simulated accelerator, under three minutes
	@sh scripts/run.sh build/e2train --model $(MODEL) --data $(DATA) --device $(DEVICE) --batch 64 --epochs $(EPOCHS) \
		--lr 0.1 --schedule cosine --seed $(SEED) $(if $(OUT),--out "$(OUT)")

test: check-go ## all tests, with fewer random cases than test-full, under ten minutes
	@GO="$(GO)" sh scripts/test.sh

test-full: check-go build ## all tests with the complete counts, and make accuracy
	@GO="$(GO)" E2TRAIN_FULL=1 sh scripts/test.sh
	@sh scripts/accuracy.sh build/e2train

accuracy: build ## train with seeds 1, 2 and 3 and fail below 85 % test accuracy
	@sh scripts/accuracy.sh build/e2train

hls-test: check-go ## the kernels for Vitis HLS: golden vectors, the device, random convolutions; part of test
	@sh scripts/tools.sh g++
	@$(GO) test ./hls/... ./driver/vectors ./driver/hls && $(GO) test -run HLS ./host/verify ./host/session

report-check: build ## look at a report in headless Chromium (installed through apt if it may): requests, messages, captions, contrast, width
	@sh scripts/tools.sh chromium
	@$(GO) test -count=1 ./scripts/reportcheck
	@GO="$(GO)" sh scripts/report.sh build/e2train build/report

mutate: check-go ## make mistakes in the code, one at a time, and see tests notice; up to an hour, goes on after Ctrl-C; ONLY=id
	@sh scripts/tools.sh g++ verilator
	@$(GO) run ./scripts/mutate $(if $(ONLY),-only '$(ONLY)')

bench: check-go ## benchmarks of kernels, layers and loaders; quote ratios, not single figures
	@$(GO) test -run '^$$' -bench . -benchtime 0.3s ./sim/... ./driver/... ./models/... ./host/...

synth: check-go ## synthesise zedboard and ultra96 with Yosys, print area and longest paths, fail beyond limits; takes minutes
	@sh scripts/tools.sh yosys && $(GO) run ./scripts/synth

fmt: check-go ## format the Go code
	@$(GO) fmt ./... && for generator in sim/kernel/gen models/internal/fconv/gen models/internal/plane/gen; do $(GO) -C $$generator fmt ./... || exit 1; done

lint: check-go ## format, vet, staticcheck, generated files, tidy modules, no fused float arithmetic
	@GO="$(GO)" sh scripts/lint.sh

generate: check-go ## make the generated files again: assembly, SystemVerilog package, C++ header
	@$(GO) generate ./...

clean: ## remove what was built; runs/ stays
	@rm -rf build
