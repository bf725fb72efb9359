# Cairn. `make` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PORT ?= 8000
# read once, run a hundred times: tests and their servers start in half the time when Python may keep what it compiled
unexport PYTHONDONTWRITEBYTECODE

help:  ## Show this list.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1|/' | awk -F'|' '{printf "  make %-8s %s\n", $$1, $$2}'

run: $(VENV)/.for-run bundle  ## Start Cairn with its sample workspace; PORT=8000 unless told.
	@PORT=$(PORT) $(BIN)/cairn serve || test $$? -eq 130  # Ctrl+C before it was ready

test: $(VENV)/.for-test bundle  ## Run all tests: unit, real PostgreSQL, real Redis, real browser. ARGS="-k word" narrows.
	@echo "test: running"
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/.for-test bundle  ## Everything CI runs: format, lint, types, imports, browser code, tests.
	@$(MAKE) --no-print-directory -j --output-sync=line check-format check-types check-browser test

check-format:
	@echo "check: format and lint"
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .

check-types:
	@echo "check: types"
	@$(BIN)/mypy

check-browser:
	@echo "check: browser code"
	@$(BIN)/python -m ui.bundle --check

fix: $(VENV)/.for-test  ## Format and mend what can be mended.
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bundle: $(VENV)/.for-run  ## Build the browser's script and style sheets, if they changed.
	@$(BIN)/python -m ui.bundle

shots: $(VENV)/.for-test bundle  ## Screenshots of every main page, into shots/.
	@$(BIN)/python -m tests.shots

bench: $(VENV)/.for-test bundle  ## Benchmarks; prints a table and writes bench.json. ONLY=store narrows, QUICK=1 shortens.
	@$(BIN)/python -m bench

soak: $(VENV)/.for-test bundle  ## What takes too long for every day: kills, hostile frames, texts, Redis away. QUICK=1 shortens.
	@TEST_KILLS=$${TEST_KILLS:-200} TEST_HOSTILE=$${TEST_HOSTILE:-200000} $(BIN)/python -m pytest tests/faults/test_kill.py tests/server/writing/test_hostile.py
	@$(BIN)/python -m bench.soak

clean:  ## Remove what was built and installed; the data in .cairn stays.
	@rm -rf $(VENV) ui/static ui/js/node_modules shots bench.json .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Cairn needs Python 3.11 or newer, called $(PYTHON). On Debian or Ubuntu: sudo apt install python3 python3-venv"; \
	  echo "Another one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python lacks venv. On Debian or Ubuntu: sudo apt install $$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; exit 1; }
	@echo "setup: making $(VENV)"
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)

$(VENV)/.for-run: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "setup: installing what Cairn needs (a minute or two, the first time)"
	@CAIRN_SKIP_BUNDLE=1 $(PIP) install -c constraints.txt -e '.[build]'
	@touch $@

# All at once, and before what asks for the other one: installing twice takes half a minute more.
$(VENV)/.for-test: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "setup: installing what Cairn and its tests need (a minute or two, the first time)"
	@CAIRN_SKIP_BUNDLE=1 $(PIP) install -c constraints.txt -e '.[build,test]'
	@touch $(VENV)/.for-run $@

.PHONY: help run test check check-format check-types check-browser fix bundle shots bench soak clean
