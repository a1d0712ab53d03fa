# Licheng 里程. `make demo` and `make test` do all their own set-up.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
.PHONY: demo test test-go test-ui build ui check lint fmt bench mutate fuzz clean setup-build setup-test openapi

GO        ?= go
# Without the msgpack binding of Gin, that nothing here uses: 9 MB less of program.
BUILD     := -trimpath -tags nomsgpack
TOOLS     := $(CURDIR)/.tools
GOLANGCI  := $(TOOLS)/golangci-lint-v2.15.0
GREMLINS  := $(TOOLS)/gremlins-v0.6.0
FUZZ_TIME ?= 1m
MUTATE    ?= reimburse/money reimburse/rules reimburse/toll
DEMO_DIR  ?= $(CURDIR)/demo-data
DEMO_ADDR ?= 127.0.0.1:8080
UI_SOURCE := $(shell find web/ui -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/test-results/*')

## demo: build everything, lay out the demo county, hand in its trips, serve it
demo: build
	DEMO_EXIT=$(DEMO_EXIT) bin/licheng demo --data $(DEMO_DIR) --addr $(DEMO_ADDR)

## build: bin/licheng with the app inside
build: setup-build ui
	$(GO) build $(BUILD) -o bin/licheng ./cmd/licheng

ui: web/ui/dist/index.html

web/ui/node_modules/.package-lock.json: web/ui/package.json web/ui/package-lock.json
	cd web/ui && npm ci --no-audit --no-fund --loglevel=error
	touch $@

web/ui/dist/index.html: web/ui/node_modules/.package-lock.json $(UI_SOURCE)
	cd web/ui && npm run --silent build

## test: every test, with the race detector, on SQLite and PostgreSQL, pages in a browser
test: setup-test test-go test-ui

# The whole demo county is computed in one line and would take ten times as
# long under the race detector: its tests run once more, without it.
test-go: setup-test
	scripts/with-postgres $(GO) test -race -short -timeout 15m $$($(GO) list ./... | grep -v /demo$$)
	scripts/with-postgres $(GO) test -trimpath -timeout 15m ./cmd/... ./trips

test-ui: setup-test build
	cd web/ui && npm run --silent test
	cd web/ui && LICHENG=$(CURDIR)/bin/licheng npm run --silent test:browser

## check: format, lint, vet, types, then every test
check: lint test

lint: setup-build $(GOLANGCI) web/ui/node_modules/.package-lock.json
	$(GO) vet ./...
	$(GOLANGCI) fmt --diff
	$(GOLANGCI) run
	cd web/ui && npm run --silent lint && npm run --silent types

## fmt: put every file into the house's format
fmt: $(GOLANGCI)
	$(GOLANGCI) fmt

$(GOLANGCI):
	mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
	mv $(TOOLS)/golangci-lint $@

## bench: Go benchmarks, with figures per unit of work
bench: setup-build
	$(GO) test -run '^$$' -bench . -benchmem ./...

## mutate: change the operators and bounds of what computes money, one at a time:
## 90 of 100 changes must make its tests fail. Slow, and no part of check.
mutate: setup-build $(GREMLINS)
	scripts/mutate $(GREMLINS) $(MUTATE)

## fuzz: every fuzz target for FUZZ_TIME (1m) each, as many at a time as there are
## cores. No part of check.
fuzz: setup-build
	scripts/fuzz $(FUZZ_TIME)

$(GREMLINS):
	mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= $(GO) install github.com/go-gremlins/gremlins/cmd/gremlins@v0.6.0
	mv $(TOOLS)/gremlins $@

setup-build:
	scripts/setup build

setup-test:
	scripts/setup test

clean:
	rm -rf bin demo-data web/ui/dist/assets web/ui/dist/*.html web/ui/node_modules
