# Every target sets up what it needs in .venv, and says so on stderr. Needs Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
# Windows keeps a virtual environment's programs in another folder.
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check

# Files that are newer than pyproject.toml where its dependencies are installed.
READY := $(VENV)/.ready
READY_FOR_TESTS := $(VENV)/.ready-for-tests

.PHONY: scorecard test lint coverage samples schemas bench wheels clean

scorecard: $(READY) ## the scorecard of March 2016, from the samples
	@$(BIN)/cicscore compute samples/2016-03 \
		--previous samples/published/previous_quarter_2015_12.csv \
		--outturn samples/published/outturn_2015_03.csv

test: lint ## every check and every test
	@$(BIN)/python -m pytest --numprocesses auto

lint: $(READY_FOR_TESTS) ## style, types, layers, and the catalogue with its worked examples
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/cicscore check indicators.yaml --strict --on 2016-03-31

coverage: $(READY_FOR_TESTS) ## the tests, with the branches that none of them takes
	@$(BIN)/python -m pytest --numprocesses auto --cov --cov-report term

samples: $(READY) ## make samples/2016-03 again; the bytes stay the same
	@$(BIN)/python -m samples.make_samples

schemas: $(READY) ## schemas/*.schema.json again, after a change of the models
	@$(BIN)/cicscore schema catalogue >schemas/catalogue.schema.json
	@$(BIN)/cicscore schema scorecard >schemas/scorecard.schema.json

bench: $(READY) ## benchmarks/RESULTS.md: how fast, beside what one would otherwise write (half an hour)
	@$(INSTALL) --editable ".[bench]" >&2
	@$(BIN)/python -m benchmarks.run

wheels: $(READY) ## a folder to install from without network
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --wheel-dir wheels .

clean: ## everything that can be made again
	rm -rf $(VENV) .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache wheels

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cicscore needs Python 3.11 or newer; \
	this is %s. Try: make PYTHON=python3.11 ..." % sys.version.split()[0])'
	@echo "Making a virtual environment in $(VENV) ..." >&2
	@$(PYTHON) -m venv $(VENV)

$(READY): pyproject.toml | $(BIN)/python
	@echo "Installing cicscore and what it needs (a minute or two, once) ..." >&2
	@$(INSTALL) --editable . >&2
	@touch $@

$(READY_FOR_TESTS): pyproject.toml | $(BIN)/python
	@echo "Installing cicscore and what its tests need (a minute or two, once) ..." >&2
	@$(INSTALL) --editable ".[dev]" >&2
	@touch $@ $(READY)
