# Every command a person needs; `make` alone lists them. What is installed goes into .venv, what is compiled into .wheels,
# models and matters into .lexassist, or into the data folder that LEXASSIST_HOME names.
# Another Python: make PYTHON=python3.12 install
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

CANDIDATES := python3 python3.13 python3.12 python3.11
PYTHON ?= $(shell for p in $(CANDIDATES); do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
	echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PRODUCT := $(VENV)/.product
TOOLS := $(VENV)/.tools
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest
# Tests take nothing from a person's data folder.
TEST_HOME := LEXASSIST_HOME="$(CURDIR)/.lexassist"

# Chunks of the matters whose search is timed; 1000000 takes long, and some 6 GB of disk.
SIZES ?= 1000 10000 100000

QUESTION ?= When does the lease end?

export LEXASSIST_HOME ?= $(CURDIR)/.lexassist

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install
install: $(PRODUCT) ## install LexAssist into .venv (the other targets do it when it is needed)

.PHONY: models
models: $(PRODUCT) ## fetch the language model, about 100 MB, into the data folder; does nothing when it is there
	@$(BIN)/lexassist models install

.PHONY: run
run: models ## read the sample contracts, answer a question about them, then serve the page on this machine
	@echo "reading the sample contracts, one of them a scan, into the matter 'samples' (a minute or two, the first time)"
	@$(BIN)/lexassist ingest corpora/pdf --matter samples || test $$? -eq 1  # 1: a file needs attention, as its line says
	@echo; echo "$(QUESTION)"
	@$(BIN)/lexassist ask "$(QUESTION)" --matter samples
	@echo
	@$(BIN)/lexassist serve

.PHONY: doctor
doctor: $(PRODUCT) ## check this installation
	@$(BIN)/lexassist doctor

.PHONY: test
test: $(TOOLS) ## all tests but the browser's; those that need a model are skipped, in words, where it cannot be fetched
	@$(MAKE) models $(TEST_HOME) || echo "The models could not be fetched: the tests that need them are skipped."
	@$(TEST_HOME) $(PYTEST) $(ARGS)

.PHONY: test-browser
test-browser: $(TOOLS) ## the tests that drive a real Chromium, which has to be installed
	@$(TEST_HOME) $(PYTEST) -m browser $(ARGS)

.PHONY: lint
lint: $(TOOLS) ## style, types, who may import whom, and whether the generated pages of docs/ are up to date
	@failed=0; \
	$(BIN)/ruff check . || failed=1; \
	$(BIN)/ruff format --check --quiet . || failed=1; \
	$(BIN)/mypy || failed=1; \
	$(BIN)/lint-imports --no-logo || failed=1; \
	$(BIN)/python docs/generate.py --check || failed=1; \
	$(BIN)/python -m benchmarks.tables --check || failed=1; \
	exit $$failed

.PHONY: docs
docs: $(TOOLS) ## write the pages of docs/ that follow from the code and from results/
	@$(BIN)/python docs/generate.py
	@$(BIN)/python -m benchmarks.tables

.PHONY: golden
golden: $(TOOLS) ## write the golden outlines of the tests again; read the diff
	@RENEW_GOLDEN=1 $(TEST_HOME) $(PYTEST) tests/parsing/test_outlines.py

.PHONY: bench
bench: $(TOOLS) models ## measure: make bench DATA=folder-with-CUAD (and NLI=, INSIDE=, SCANS=, TORTURE=: docs/evaluation.md)
	@test -d "$(DATA)" || { echo "Name the folder that holds CUAD: make bench DATA=..." >&2; exit 2; }
	@$(BIN)/lexassist models install minilm
	@$(BIN)/python -m benchmarks.reading --data "$(DATA)"
	@$(BIN)/python -m benchmarks.pages --data "$(DATA)"
	@$(BIN)/python -m benchmarks.large
	@test -z "$(NLI)" || $(BIN)/python -m benchmarks.boundaries --data "$(NLI)"
	@test -z "$(SCANS)" || $(BIN)/python -m benchmarks.ocr --data "$(SCANS)"
	@test -z "$(TORTURE)" || $(BIN)/python -m benchmarks.torture $(addprefix --data ,$(TORTURE))
	@$(BIN)/python -m benchmarks.routing --data "$(DATA)"
	@$(BIN)/python -m benchmarks.retrieval --data "$(DATA)" --model "$(LEXASSIST_HOME)/models/minilm"
	@$(BIN)/lexassist evaluate retrieval --data "$(DATA)"
	@$(BIN)/lexassist evaluate retrieval --data "$(DATA)" --rewordings corpora/rewordings.jsonl
	@test -z "$(INSIDE)" || $(BIN)/python -m benchmarks.inside --data "$(INSIDE)" --model "$(LEXASSIST_HOME)/models/minilm"
	@$(BIN)/python -m benchmarks.latency --data "$(DATA)" --sizes $(SIZES)
	@$(MAKE) bench-answers bench-review
	@$(MAKE) plots
	@$(BIN)/python -m benchmarks.tables

.PHONY: bench-answers
bench-answers: $(TOOLS) models ## measure answers alone: values, clauses, the gate, abstention, attacks (DATA=, INSIDE= as for bench)
	@test -d "$(DATA)" || { echo "Name the folder that holds CUAD: make bench-answers DATA=..." >&2; exit 2; }
	@for what in types values verification abstention lawyers; do $(BIN)/lexassist evaluate $$what --data "$(DATA)" || exit; done
	@$(BIN)/python -m benchmarks.pages --data "$(DATA)" --contracts 40 --answers results/lawyers-cuad-40.json
	@$(BIN)/lexassist evaluate answers
	@$(BIN)/lexassist models install minilm
	@LEXASSIST_GENERATION__CONTEXT_TOKENS=4096 $(BIN)/python -m benchmarks.lawyers --data "$(DATA)" --model "$(LEXASSIST_HOME)/models/minilm"
	@test -z "$(INSIDE)" || $(BIN)/python -m benchmarks.statements --data "$(INSIDE)"
	@$(BIN)/lexassist models qualify smollm2-135m --out results
	@$(BIN)/python -m benchmarks.attacks
	@$(BIN)/python -m benchmarks.tables

.PHONY: bench-review
bench-review: $(TOOLS) models ## measure review alone: speed, kills, faults of drafting, versions (DATA= as for bench)
	@test -d "$(DATA)" || { echo "Name the folder that holds CUAD: make bench-review DATA=..." >&2; exit 2; }
	@$(BIN)/lexassist models install minilm
	@$(BIN)/python -m benchmarks.review --data "$(DATA)" --model "$(LEXASSIST_HOME)/models/minilm"
	@$(BIN)/python -m benchmarks.planted
	@$(BIN)/python -m benchmarks.drafting --data "$(DATA)" --seed 13 --sample 12
	@$(BIN)/python -m benchmarks.comparison --data "$(DATA)"
	@$(BIN)/python -m benchmarks.tables

# Without the three variables glibc gives its memory back after every step and takes it again, which is most of the time.
.PHONY: train
train: $(TOOLS) models ## train all that ships, the generator apart: make train DATA=folder-with-CUAD (docs/training.md)
	@test -d "$(DATA)" || { echo "Name the folder that holds CUAD: make train DATA=..." >&2; exit 2; }
	@$(BIN)/lexassist models install minilm
	@MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=20000000000 MALLOC_TOP_PAD_=536870912 $(BIN)/python -m lexassist.tuning \
		--data "$(DATA)" --base "$(LEXASSIST_HOME)/models/minilm" --out deploy/contracts-minilm
	@$(BIN)/python -m lexassist.tuning.values --data "$(DATA)"
	@$(BIN)/python -m lexassist.tuning.gate --data "$(DATA)"
	@$(BIN)/python -m lexassist.tuning.judge --data "$(DATA)" --base "$(LEXASSIST_HOME)/models/minilm"
	@$(BIN)/lexassist evaluate abstention --data "$(DATA)" --learn deploy/contracts-minilm

.PHONY: plots
plots: $(TOOLS) ## draw the pictures of docs/ from results/
	@$(BIN)/python -m benchmarks.plots

.PHONY: lock
lock: $(VENV)/pyvenv.cfg ## resolve pyproject.toml again and write requirements.lock and requirements-dev.lock (1 minute)
	@echo "resolving every dependency, about 1 minute"
	@$(BIN)/python deploy/lock.py

.PHONY: clean
clean: ## remove what was installed and made here; compiled wheels, models and matters stay
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "LexAssist needs Python 3.11 or newer; none of $(CANDIDATES) is. Name one: make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "LexAssist needs Python 3.11 or newer; $(PYTHON) is older or not there. Name another: make PYTHON=..." >&2; exit 1; }
	@echo "making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(PRODUCT): requirements.lock pyproject.toml deploy/install_llama.py deploy/lean.cmake $(VENV)/pyvenv.cfg
	@echo "installing $$(grep -c == requirements.lock) libraries, about 2 minutes with torch's CPU build (docs/INSTALL.md)"
	@$(PIP) install -qq -r requirements.lock
	@$(BIN)/python deploy/install_llama.py $(LLAMA)
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $@

$(TOOLS): requirements-dev.lock $(PRODUCT)
	@echo "installing $$(grep -c == requirements-dev.lock) libraries for the tests, under a minute"
	@$(PIP) install -qq -r requirements-dev.lock
	@touch $@
