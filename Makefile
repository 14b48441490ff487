# `make help` lists what there is. Set-up happens by itself, in .venv of this folder, from the lock file.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STORE  ?= store

.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 20

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

setup: $(VENV)/.ready ## the virtual environment with everything in it

run: setup ## the main job on the sample reports: a validated release in $(STORE)
	$(BIN)/hengliang run samples --store $(STORE)

test: setup ## unit tests and those of the flows
	$(BIN)/python -m pytest
	$(BIN)/python -m pytest -m 'storage and not integration'

test-integration: setup ## tests with real servers and whole processes
	$(BIN)/python -m pytest -m integration

# One of each kind of what only real processes show; under five minutes on two cores.
SMOKE := tests/flows/test_schedule.py tests/flows/test_spread.py::test_two_workers_give_the_release_of_one_process \
  tests/flows/test_in_bucket.py::test_the_command_line_over_object_storage \
  $(addprefix tests/flows/test_serve.py::test_what,_is_dropped_is_published_and_everything_ends \
    ever_is_killed_what_was_dropped_is_published_once_and_no_process_is_left[server] \
    ever_is_killed_what_was_dropped_is_published_once_and_no_process_is_left[runner])

test-smoke: setup ## the few tests with real servers that CI runs on each commit
	$(BIN)/python -m pytest -m integration --durations 10 $(foreach test,$(SMOKE),'$(test)')

check: setup ## lint, format, types, architecture
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: ## pin every dependency with its hashes, for Python 3.11 to 3.13
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra ocr --extra dask --extra build --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --quiet -o requirements.lock

accuracy: setup ## docs/accuracy.md, from the evaluation set (HENGLIANG_EVALUATION_SET)
	$(BIN)/python benchmarks/accuracy.py

bench: setup ## docs/speed.md: characters a second, beside cutting into words
	$(BIN)/python benchmarks/speed.py --write

reading: setup ## docs/reading.md: what is read of PDFs and web pages, and how fast; takes some minutes
	$(BIN)/python benchmarks/reading.py

injection: setup ## docs/reconciliation.md: planted misprints, found and explained
	$(BIN)/python benchmarks/injection.py --write

cost: setup ## docs/reconciliation.md: one more document in a store of 400 and of 4,000; takes some minutes
	$(BIN)/python benchmarks/cost.py --write

overhead: setup ## docs/operations.md: a run through Prefect beside the library alone; takes some minutes
	$(BIN)/python benchmarks/overhead.py --write

drops: setup ## docs/operations.md: 500 files dropped at once on a running server
	$(BIN)/python benchmarks/drops.py --write

scale: setup ## docs/operations.md: reading one file at a time, on all processors, on Dask; takes some minutes
	$(BIN)/python benchmarks/scale.py --write

dictionary: setup ## docs/data-dictionary.md, from the schema
	$(BIN)/python -m hengliang.publish.dictionary docs/data-dictionary.md

clean: ## the caches of the tools; the store stays
	rm -rf .pytest_cache .mypy_cache .ruff_cache

.PHONY: help setup run test test-integration test-smoke check lock accuracy bench reading injection cost overhead scale drops dictionary clean
