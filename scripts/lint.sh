#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks that need no test run. Each prints what it found and what mends it; all run before the script fails.
set -u
cd "$(dirname "$0")/.." || exit 1
go=${GO:-go}
staticcheck=honnef.co/go/tools/cmd/staticcheck@v0.8.2
failed=0

fail() {
  echo "lint: $1" >&2
  failed=1
}

# The working tree is compared with a copy of itself, so that uncommitted work can be checked too.
before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
snapshot() { git ls-files -z -co --exclude-standard | xargs -0 sha256sum 2>/dev/null | sort -k2 >"$before/$1"; }

unformatted=$(git ls-files -co --exclude-standard '*.go' | xargs gofmt -l)
[ -z "$unformatted" ] || fail "not formatted (make fmt): $unformatted"

"$go" vet ./... || fail "go vet"
for arch in arm64 arm; do
  GOARCH=$arch "$go" vet ./... || fail "go vet for $arch"
done
"$go" run "$staticcheck" ./... || fail "staticcheck"
generators='sim/kernel/gen models/internal/fconv/gen models/internal/plane/gen'
for generator in $generators; do
  "$go" -C "$generator" vet ./... || fail "go vet in $generator"
  "$go" -C "$generator" test ./... || fail "the tests of $generator"
done

snapshot a
"$go" generate ./... || fail "make generate"
"$go" mod tidy || fail "go mod tidy"
for generator in $generators; do
  "$go" -C "$generator" mod tidy || fail "go mod tidy in $generator"
done
snapshot b
diff "$before/a" "$before/b" >&2 || fail "generated files or go.mod were stale; they are up to date now, commit them"

# Go fuses x*y+z on arm64 unless the product is converted; a fused product would change results between CPUs.
fused=$(GOARCH=arm64 "$go" build -gcflags=-S ./models/... ./host/... ./driver/... ./sim/... 2>&1 | grep -E 'FN?M(ADD|SUB)[SD]?\s' | head -n 5)
[ -z "$fused" ] || fail "fused multiply-add on arm64: write float32(x*y)+z: $fused"

for script in $(git ls-files -co --exclude-standard '*.sh' .ci/run); do
  sh -n "$script" || fail "$script does not parse"
done
exit "$failed"
