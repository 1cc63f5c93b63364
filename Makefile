# Playhouse. The two commands that matter are `make run` and `make test`; `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help run build web sample test check bench clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: build ## install what is missing, build, start with a sample video, print the address
	@tools/run

build: deps web ## the web app and the release binary; nothing is started
	cargo build --release --locked

web: deps ## the web app alone, into assets/dist
	@tools/web

sample: deps ## the sample video, into target/sample.mp4
	@tools/sample-video target/sample.mp4

test: ## everything: format, lints, unit, contract, end-to-end, browser
	@tools/test

check: ## the quick half of `make test`: no tests are run
	@tools/test format rules lint

bench: build ## the figures, side by side with public peers
	@tools/bench

clean: ## what was built; data/ stays
	cargo clean
	rm -rf assets/dist assets/node_modules tests/browser/node_modules benches/node_modules .node

.PHONY: deps
deps:
	@tools/install-deps run
