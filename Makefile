# Personalization Atlas. `make help` lists what there is; every target sets up what it needs.
PYTHON ?= python3
PORT ?= 8000
# Tests in a browser wait now and then: one worker more than there are processors.
WORKERS ?= $(shell echo $$((1 + $$(getconf _NPROCESSORS_ONLN))))
# What belongs together stays in one worker, in the order that tests/conftest.py gives.
SPREAD := --dist loadgroup --no-loadscope-reorder
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# A stamp a set of packages: `site` needs fewer than `test`.
$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is not. Name one: make PYTHON=python3.12 site" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "Python cannot make a virtual environment (Debian, Ubuntu: sudo apt-get install python3-venv)" >&2; exit 1; }
	@touch $@

$(VENV)/.site: $(VENV)/.python pyproject.toml constraints.txt
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[site]'
	@touch $@

$(VENV)/.dev: $(VENV)/.site
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

$(VENV)/.bench: $(VENV)/.site
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@

.PHONY: site serve test check fmt contact-sheet faults bench bench-large constraints clean
site: $(VENV)/.site ## Build the site into site/
	@$(BIN)/kb build

serve: $(VENV)/.site ## Show the site on http://127.0.0.1:8000 and rebuild on a change (PORT=...)
	@$(BIN)/kb serve --port $(PORT)

test: $(VENV)/.dev ## Run all tests, in a real browser too
	@CHROME="$$(scripts/browser.sh)" && export CHROME && $(BIN)/python -m pytest -n $(WORKERS) $(SPREAD) $(ARGS)

check: $(VENV)/.dev ## Everything a contribution must pass: style, types, floors, data, tests, build
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/kb schema --check
	$(BIN)/kb check
	$(BIN)/kb agreement --check
	$(MAKE) --no-print-directory test
	$(MAKE) --no-print-directory site

fmt: $(VENV)/.dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

contact-sheet: $(VENV)/.dev ## Photograph every page and say what is wrong (ARGS=...)
	@CHROME="$$(scripts/browser.sh)" && export CHROME && $(BIN)/python -m scripts.contact_sheet $(ARGS)

faults: $(VENV)/.dev ## Plant ten faults, one by one: a test must catch each
	@CHROME="$$(scripts/browser.sh)" && export CHROME && $(BIN)/python scripts/faults.py

bench: $(VENV)/.bench ## Compare with other tools at 1,000 and 10,000 papers (ARGS="load" for one comparison)
	@CHROME="$$(scripts/browser.sh)" && export CHROME && $(BIN)/python -m benchmarks $(ARGS)

bench-large: $(VENV)/.bench ## The same at 10,000 and 100,000 papers (hours)
	@CHROME="$$(scripts/browser.sh)" && export CHROME && $(BIN)/python -m benchmarks --sizes 10000,100000 $(ARGS)

constraints: ## Resolve the versions anew (needs uv)
	uv pip compile --quiet --no-header --no-annotate --universal --upgrade \
	  --python-version 3.11 --extra dev --extra bench pyproject.toml -o constraints.txt

clean: ## Remove what was made: the site, caches and the virtual environment
	rm -rf site build .kb $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
