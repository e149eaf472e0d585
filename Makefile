# make test    what CI runs: vet, all tests; installs what the tests need on Debian
# make lint    gofmt, go vet, staticcheck
# make bench   benchmarks, with their ratios; never part of the tests
# make properties   the property tests with new draws
# make fuzz    every fuzz target for FUZZTIME (60s)
GO       ?= go
FUZZTIME ?= 60s
BIN      ?= bin/sovcost

.PHONY: all build test properties lint bench fuzz cover clean

all: lint test build

build:
	CGO_ENABLED=0 $(GO) build -trimpath -o $(BIN) ./cmd/sovcost

test:
	@sh scripts/test-deps.sh
	$(GO) vet ./...
	@GO="$(GO)" sh scripts/test.sh

properties:
	@SEED=0 GO="$(GO)" sh scripts/test.sh

lint:
	@out=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$out" ]; then echo "gofmt would change:"; echo "$$out"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

bench: build
	$(GO) test -run '^$$' -bench . -benchmem ./...
	SOVCOST_BENCH_MB=2048 $(GO) test ./pricing/catalog/aws -run xxx -bench BulkOffer -benchtime 1x
	SOVCOST_BENCH_MB=1024 $(GO) test ./model/calibrate -run xxx -bench BillStream -benchtime 1x

fuzz:
	@sh scripts/fuzz.sh $(FUZZTIME)

clean:
	rm -rf bin
