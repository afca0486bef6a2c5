# Every target sets up what it needs in .venv, and says so on stderr. Needs Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
# Windows keeps a virtual environment's programs in another folder.
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
# The tests start the program hundreds of times; without bytecode, each start would compile all of it again.
unexport PYTHONDONTWRITEBYTECODE
# What the program runs on, and what its tests need: every package with its version and hashes.
LOCK := requirements/run.txt
TEST_LOCK := requirements/test.txt
# The project itself, on what the lock has installed; its build backend is locked, too.
PROJECT := --no-deps --no-build-isolation --editable .

# Files that are newer than what they were installed from.
READY := $(VENV)/.ready
READY_FOR_TESTS := $(VENV)/.ready-for-tests

.PHONY: attack fuzz scorecard report test test-slow test-all test-oldest test-newest pytest-newest pytest lint browser coverage samples schemas \
	docs bench wheels lock clean

scorecard: $(READY) ## the scorecard of March 2016, from the samples
	@$(BIN)/cicscore compute samples/2016-03 \
		--previous samples/published/previous_quarter_2015_12.csv \
		--outturn samples/published/outturn_2015_03.csv

report: $(READY) ## the report of the samples with 24 months as one HTML file, report.html
	@$(BIN)/cicscore report samples/2016-03 \
		--previous samples/published/previous_quarter_2015_12.csv \
		--outturn samples/published/outturn_2015_03.csv \
		--output report.html

test: lint pytest ## every check, and the tests of an everyday run

pytest: $(READY_FOR_TESTS)
	@$(BIN)/python -m pytest --numprocesses auto

test-slow: $(READY_FOR_TESTS) ## the tests that an everyday run leaves out
	@$(BIN)/python -m pytest --numprocesses auto -m slow

attack: $(READY_FOR_TESTS) ## the public editions of 500 made-up councils, under attack
	@ATTACKED_COUNCILS=500 $(BIN)/python -m pytest --numprocesses auto -m slow tests/disclosure/test_attack.py

MINUTES ?= 10
SEED ?= 1
fuzz: $(READY_FOR_TESTS) ## files of every kind, damaged at random: no run breaks down; docs/robustness.md
	@$(BIN)/python -m tests.fuzz --minutes $(MINUTES) --seed $(SEED)

test-all: lint ## every check and every test, in one run
	@$(BIN)/python -m pytest --numprocesses auto -m "slow or not slow"

test-oldest: ## the everyday tests with the oldest versions that pyproject.toml allows
	@$(MAKE) pytest VENV=.venv-oldest TEST_LOCK=requirements/oldest.txt

test-newest: ## the everyday tests with the newest versions there are, without a lock
	@$(MAKE) pytest-newest VENV=.venv-newest

pytest-newest: | $(BIN)/python
	@$(INSTALL) --upgrade --upgrade-strategy eager --editable ".[dev]" >&2
	@$(BIN)/python -m pytest --numprocesses auto

lint: $(READY_FOR_TESTS) ## style, types, layers, and the catalogue with its worked examples
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/cicscore check indicators.yaml --strict --on 2016-03-31

browser: ## what the tests in a browser need: Chromium and Node.js where they may be installed; axe, from npm
	@.ci/browser

coverage: $(READY_FOR_TESTS) ## the tests, with the branches that none of them takes
	@$(BIN)/python -m pytest --numprocesses auto -m "slow or not slow" --cov --cov-report term

samples: $(READY) ## make samples/2016-03 again; the bytes stay the same
	@$(BIN)/python -m samples.make_samples

schemas: $(READY) ## schemas/*.schema.json again, after a change of the models
	@$(BIN)/cicscore schema catalogue >schemas/catalogue.schema.json
	@$(BIN)/cicscore schema scorecard >schemas/scorecard.schema.json

docs: $(READY_FOR_TESTS) ## what is made of docs/ from the code, and the bank holidays, again
	@$(BIN)/python -m tests.expressions.page
	@$(BIN)/python -m tests.ssda903.codes_page
	@$(BIN)/python -m tests.periods.bank_holidays

bench: $(READY_FOR_TESTS) ## benchmarks/RESULTS.md: how fast, beside what one would otherwise write (15 minutes)
	@$(BIN)/python -m benchmarks.run

wheels: $(READY) ## a folder to install from without network
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --wheel-dir wheels \
		--require-hashes --requirement $(LOCK)
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --wheel-dir wheels \
		--no-deps --no-build-isolation .

# uv resolves once for every Python from 3.11 and every system; --upgrade takes the newest that fit together.
UV_COMPILE := .venv-lock/$(notdir $(BIN))/python -m uv pip compile --quiet --no-config --universal --generate-hashes \
	--python-version 3.11 --fork-strategy fewest --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock" --upgrade pyproject.toml --output-file

lock: ## requirements/*.txt again, with the newest versions that fit together
	@$(PYTHON) -m venv .venv-lock
	@.venv-lock/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check "uv>=0.9" >&2
	@$(UV_COMPILE) requirements/run.txt --group build
	@$(UV_COMPILE) requirements/test.txt --group build --extra dev --constraint requirements/run.txt
	@$(UV_COMPILE) .venv-lock/oldest.txt --resolution lowest-direct
	@$(UV_COMPILE) requirements/oldest.txt --group build --extra dev --constraint .venv-lock/oldest.txt

clean: ## everything that can be made again
	rm -rf report.html tests/browser/node_modules .venv .venv-oldest .venv-newest .venv-lock .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache wheels

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cicscore needs Python 3.11 or newer; \
	this is %s. Try: make PYTHON=python3.11 ..." % sys.version.split()[0])'
	@echo "Making a virtual environment in $(VENV) ..." >&2
	@$(PYTHON) -m venv $(VENV)

$(READY): pyproject.toml $(LOCK) | $(BIN)/python
	@echo "Installing cicscore and what it needs (a minute or two, once) ..." >&2
	@$(INSTALL) --require-hashes --requirement $(LOCK) >&2
	@$(INSTALL) $(PROJECT) >&2
	@touch $@

$(READY_FOR_TESTS): pyproject.toml $(TEST_LOCK) | $(BIN)/python
	@echo "Installing cicscore and what its tests need (a minute or two, once) ..." >&2
	@$(INSTALL) --require-hashes --requirement $(TEST_LOCK) >&2
	@$(INSTALL) $(PROJECT) >&2
	@touch $@ $(READY)
