# Jihe (稽核). `make run` and `make test` do all set-up themselves; `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
OUT ?= out
A ?= build/eval/300-0.6-0/previous.json
B ?= build/eval/300-0.6-0/result.json
CHECKED := schemas extractors pipeline samples benchmarks scripts tests

.DEFAULT_GOAL := help
.PHONY: help setup run test check format lock draw samples picture eval eval-diff bench bench-reading bench-numbers limits clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(BIN)/.ready ## virtual environment, locked dependencies, Tesseract with chi_sim

$(BIN)/.ready: requirements.lock pyproject.toml scripts/setup.sh
	@PYTHON="$(PYTHON)" bash scripts/setup.sh
	@touch $@

run: setup ## read the sample reports and print what was found
	$(BIN)/jihe run samples/reports --out $(OUT)
	$(BIN)/jihe show $(OUT)

test: setup ## all tests
	$(BIN)/python -m pytest

check: setup ## format, lint, strict types, import contracts, rules
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/jihe rules lint

format: setup ## format the code
	$(BIN)/ruff format $(CHECKED)
	$(BIN)/ruff check --fix $(CHECKED)

lock: ## pin the dependencies of pyproject.toml anew into requirements.lock
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --group dev --output-file requirements.lock pyproject.toml

draw: setup ## what drawing and measuring need beside the program (sample generator, peers)
	@bash scripts/draw.sh

samples: draw ## draw the committed sample reports anew
	$(BIN)/python -m samples

picture: draw ## draw the README's picture of `jihe show` anew
	$(BIN)/python -m scripts.picture

eval: draw ## accuracy on 300 drawn reports, per framework, form, grade, planted error; writes docs/accuracy.md
	$(BIN)/python -m benchmarks.evaluate --write
	$(BIN)/python -m benchmarks.worlds --write

eval-diff: setup ## what became better or worse since the last eval, or: make eval-diff A=old.json B=new.json
	$(BIN)/python -m benchmarks.compare $(A) $(B)

bench: draw ## reading, whole runs and reconciling beside the peers; writes docs/benchmarks.md
	$(BIN)/python -m benchmarks.reading --write
	$(BIN)/python -m benchmarks.whole --write
	$(BIN)/python -m benchmarks.reconciling --write

bench-reading: draw ## reading alone
	$(BIN)/python -m benchmarks.reading --write

bench-numbers: draw ## ten thousand figures in all grades of scan: is one read wrongly and not marked?
	$(BIN)/python -m benchmarks.numbers

limits: setup ## docs/limits.md from the last results of eval and bench-numbers
	$(BIN)/python -m benchmarks.limits

clean: ## remove what was built
	rm -rf $(BIN)/.ready $(OUT) build dist
