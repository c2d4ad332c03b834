# Everything a person types. `make help` lists it.
SHELL       := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS   += --no-builtin-rules
.DEFAULT_GOAL := help

export CGO_ENABLED := 0
# For all of Go's commands, so that build, vet and tests share what they compile:
# LiveKit and its libraries take minutes.
export GOFLAGS := $(strip $(shell go env GOFLAGS 2>/dev/null) -trimpath)

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
# How the Go tests run: two packages at a time, since some start LiveKit,
# PostgreSQL or ffmpeg and would starve one another; uncached, since those parts
# are outside of what Go's cache can see.
GOTEST  := go test -p 2 -count=1 -timeout 15m

DIST      := internal/server/webclient/dist
# The console is built last, so its page is younger than all web sources when
# both clients are up to date.
WEB_BUILT := $(DIST)/console/index.html
WEB_NPM   := web/node_modules/.package-lock.json
E2E_NPM   := e2e/node_modules/.package-lock.json
WEB_FILES := $(shell find web -name node_modules -prune -o -type f -print)
GO_FILES  := $(shell find cmd internal e2e/faults -name '*.go' -print)
LINT      := bin/golangci-lint
S3        := bin/versitygw
FACE      := bin/face/portrait.jpg

.PHONY: help build face face-test bench-face demo check test rehearse bench clean deps \
        fmt vet lint unit web-check generated generate test-go test-face test-faults test-e2e soak FORCE

## Everyday

help: ## Lists these commands
	@awk -F ':.*## ' '/^## /{print "\n" substr($$0,4)} /^[a-z0-9-]+:.*## /{printf "  make %-12s %s\n",$$1,$$2}' $(firstword $(MAKEFILE_LIST))

build: bin/kaochang ## Builds bin/kaochang with both web clients inside

face: $(WEB_BUILT) $(FACE) ## Builds bin/kaochang with the face engine (needs a C compiler), its parts in bin/face
	CGO_ENABLED=1 go build -tags face -ldflags '$(LDFLAGS)' -o bin/kaochang ./cmd/kaochang

face-test: face test-face ## Tests the face engine against its nets, and a server with it
	CGO_ENABLED=1 $(GOTEST) -tags face -run TestTheEngineAdvises ./internal/server

bench-face: ## Measures the face engine: likeness of pairs, and a check on one core (after make face-test)
	CGO_ENABLED=1 go test -count=1 -tags face -v -run 'Likeness|Warp' -bench Check -benchtime 50x ./internal/face | grep -E 'likeness|threshold|warped|^Benchmark'

demo: build ## Serves a demo school at http://127.0.0.1:8080 (ARGS=--lan for phones)
	bin/kaochang demo --addr 127.0.0.1:8080 --data ./data $(ARGS)

check: fmt vet lint unit generated web-check ## The quick loop: format, vet, lint, unit tests, generated files

test: deps ## Everything, real browsers too; installs what it needs on Debian and Ubuntu
	$(MAKE) --no-print-directory build
	$(MAKE) --no-print-directory fmt generated
	$(MAKE) --no-print-directory -j 2 --output-sync=target test-faults vet lint web-check # the faults wait for disks while the others compute
	$(MAKE) --no-print-directory test-go
	$(MAKE) --no-print-directory test-face
	$(MAKE) --no-print-directory test-e2e

rehearse: build ## Sends a simulated cohort through a demo server of its own (ARGS="--candidates 10")
	scripts/rehearse.sh $(ARGS)

soak: ## 2,000 rounds of what test-faults does; root, for disks of its own
	FAULTS_ROUNDS=2000 go test -count=1 -timeout 4h -v ./e2e/faults

bench: build ## Measures what docs/BENCHMARKS.md lists
	scripts/bench.sh

clean: ## Removes what was built; ./data stays
	rm -rf bin $(DIST)/candidate $(DIST)/console e2e/shots e2e/results e2e/clips coverage

## Parts of the above

deps: ## Installs or names what the tests need besides Go and Node
	scripts/deps.sh

fmt: ## Refuses Go files that gofmt would change
	@bad=$$(gofmt -l cmd internal e2e/faults); [ -z "$$bad" ] || { echo "gofmt would change:"; echo "$$bad"; echo "run: gofmt -w cmd internal e2e/faults"; exit 1; }

vet: ## go vet
	go vet ./...

lint: $(LINT) ## golangci-lint, pinned in tools/go.mod
	$(LINT) run ./...

unit: ## Go tests without the long ones, on SQLite
	go test -short ./...

generated: build $(WEB_NPM) ## Refuses an OpenAPI or a web schema that is not the code's
	scripts/generated.sh check

generate: build $(WEB_NPM) ## Writes api/openapi.json and web/shared/api/schema.d.ts from the code
	scripts/generated.sh write

web-check: $(WEB_NPM) ## Lint, types and unit tests of the web clients
	cd web && npm run --silent lint && npm run --silent typecheck && npm test --silent

test-go: $(S3) ## All Go tests, on SQLite and a PostgreSQL of their own, on disk and an S3 server of their own
	scripts/with-postgres.sh $(GOTEST) ./cmd/... ./internal/...

test-face: $(FACE) ## The face engine by itself: its nets, here and in a browser (needs a C compiler)
	CGO_ENABLED=1 $(GOTEST) -tags face ./internal/face

test-faults: ## 200 rounds of killed servers, cut lines, full disks, power cuts: no answer is lost (FAULTS_ROUNDS=n)
	go test -count=1 -timeout 30m -v ./e2e/faults

test-e2e: build $(E2E_NPM) $(S3) ## Playwright: the binary, real browsers, fake cameras (ARGS=NAME.spec.ts)
	cd e2e && npm run --silent typecheck && npm test --silent -- $(ARGS)

# The binary's recipe runs every time: go build knows best what changed, and
# takes a second when nothing did.
bin/kaochang: $(WEB_BUILT) FORCE
	@mkdir -p bin
	go build -ldflags '$(LDFLAGS)' -o $@ ./cmd/kaochang

# The library of ONNX Runtime, the nets, and the pictures that tests look at, from
# their packages; the portrait last.
HUMAN := web/node_modules/@vladmandic/human
$(FACE): tools/face/package-lock.json $(WEB_NPM)
	cd tools/face && ONNXRUNTIME_NODE_INSTALL=skip npm ci --no-audit --no-fund
	@mkdir -p bin/face/models
	cp -L tools/face/node_modules/onnxruntime-node/bin/napi-v6/$$(node -p 'process.platform + "/" + process.arch')/*onnxruntime.[1ds]* bin/face/
	cp $(foreach net,blazeface facemesh faceres,$(HUMAN)/models/$(net).json $(HUMAN)/models/$(net).bin) bin/face/models/
	cp $(HUMAN)/assets/screenshot-facematch.jpg bin/face/faces.jpg
	cp $(HUMAN)/assets/screenshot-faceid.jpg $@

# npm writes this file last. The lock file alone says what is installed.
$(WEB_NPM): web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

$(E2E_NPM): e2e/package-lock.json
	cd e2e && npm ci --no-audit --no-fund
	@touch $@

$(WEB_BUILT): $(WEB_NPM) $(WEB_FILES)
	cd web && npm run --silent build

$(LINT): tools/go.mod tools/go.sum
	@mkdir -p bin
	cd tools && go build -ldflags '-s -w' -o ../$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

# A real S3 server for the tests.
$(S3): tools/s3/go.mod tools/s3/go.sum
	@mkdir -p bin
	cd tools/s3 && go build -ldflags '-s -w' -o ../../$@ github.com/versity/versitygw/cmd/versitygw

FORCE:
