# Two commands matter: `make demo` and `make test`.  Both make .venv from the
# hash-pinned requirements when it is not there, and install nothing elsewhere.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= auto
COUNT ?= 1000
SECONDS ?= 60
export PYTHONDONTWRITEBYTECODE :=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test check faults fuzz audit pins screenshots bench clean

help: ## say what each command does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/run.stamp ## build a sample desk and run the whole road on it
	@echo "== The demo: a desk, forty messages, a notice of error, a packet"
	$(BIN)/borrower-desk demo demo-desk --yes

test: $(VENV)/dev.stamp check ## every check and every test
	@echo "== Tests"
	$(BIN)/python -m pytest -n $(JOBS)

check: $(VENV)/dev.stamp ## format, lint, types, imports
	@echo "== Format, lint, types, imports"
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-cache > /dev/null || $(BIN)/lint-imports --no-cache

faults: $(VENV)/dev.stamp ## kill, fill, flip, forge: every fault a thousand times (PART=tampering COUNT=30: some)
	PYTHONPATH=tests $(BIN)/python -m faults --count $(COUNT) $(if $(PART),--part $(PART)) $(ROW)

fuzz: $(VENV)/dev.stamp ## every parser, SECONDS=60 each (TARGET=mail: one); by coverage where atheris is installed
	$(BIN)/python tools/fuzz.py --seconds $(SECONDS) $(TARGET)

screenshots: $(VENV)/dev.stamp ## make the README's pictures from the demo desk
	$(BIN)/python tools/screenshots.py

bench: $(VENV)/dev.stamp ## speed, as ratios against peers in the same run
	$(BIN)/python -m bench

audit: $(VENV)/audit.stamp ## build twice and compare; list the parts, their licences, their known faults
	$(BIN)/python tools/audit.py

pins: ## renew the hash-pinned requirements (no index is written into them)
	cd requirements && uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header run.in -o run.txt
	cd requirements && uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -c run.txt dev.in -o dev.txt
	cd requirements && uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header audit.in -o audit.txt

clean: ## remove what the commands above made
	rm -rf $(VENV) demo-desk build dist

$(VENV)/bin/python:
	@echo "== Making $(VENV) with $$($(PYTHON) --version)"
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "== Installing what the program needs into $(VENV) (hash-checked; nothing elsewhere)"
	@test -f $(VENV)/dev.stamp || $(BIN)/pip install -q --require-hashes -r requirements/run.txt
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml | $(VENV)/bin/python
	@echo "== Installing what the tests need into $(VENV) (hash-checked; nothing elsewhere)"
	$(BIN)/pip install -q --require-hashes -r requirements/dev.txt
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/run.stamp

$(VENV)/audit.stamp: requirements/audit.txt | $(VENV)/dev.stamp
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/pip install -q --require-hashes -r requirements/audit.txt
	@touch $@
