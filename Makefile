# All commands of a developer. Given on the machine: git, make, python3.11 with venv.

PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin

# Applies to the tools that build the package too, which `pip install -c` leaves open.
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test check bench hash browser

run: $(VENV)/.installed ## serve the atlas on this machine (PORT=8501)
	@exec $(BIN)/zone-atlas run

test: $(VENV)/.installed-test browser ## everything that must hold, as CI runs it
	$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/.installed-test ## lint and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(VENV)/.installed-bench ## what we claim to be fast, beside the named alternatives
	$(BIN)/python -m benchmarks

hash: $(VENV)/.installed ## recompute the hashes of data/datapackage.json
	$(BIN)/python -m geo.catalog.package

browser: ## Chromium, LibreOffice and a Chinese font for the tests
	@sh .ci/browser

# pip runs only when what it would install has changed.
$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -e .
	@touch $@

$(VENV)/.installed-test: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -e '.[test]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-bench: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -e '.[test,bench]'
	@touch $@ $(VENV)/.installed $(VENV)/.installed-test

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
