# Two commands do it all on a fresh machine with Python >= 3.11: `make demo` and `make test`.
# `make check` is what to run after each change.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

export PYTHONDONTWRITEBYTECODE :=  # the tests start hundreds of commands: compile the modules once

.PHONY: help demo check test lowest wheel coverage lint bench year docs torture cluster-test pywb clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' Makefile | expand -t 12

$(VENV)/usable: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[web]'
	touch $@

$(VENV)/installed: $(VENV)/usable
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

demo: $(VENV)/usable  ## crawl an invented federation on loopback
	$(BIN)/vustacrawl demo

check: lint  ## style, types and the fast tests
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow and not browser" --hypothesis-profile=quick

test: lint  ## the whole test suite
	$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder  # most of them wait for a server

lowest: .venv-lowest/installed  ## the tests of `make check` with the lowest versions that pyproject.toml allows
	.venv-lowest/bin/pytest -n 2 --dist worksteal -m "not slow and not browser"

.venv-lowest/installed: pyproject.toml
	$(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/pip install --quiet --disable-pip-version-check uv
	.venv-lowest/bin/uv pip install --quiet --python .venv-lowest/bin/python --resolution lowest-direct --editable '.[test]'
	touch $@

wheel: $(VENV)/usable  ## the wheel, in dist/
	$(BIN)/pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .

coverage: $(VENV)/installed  ## the whole test suite with coverage, subprocesses included
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n 4 --dist loadfile --no-loadscope-reorder
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report
	@for package in vustacrawl/*/; do \
	  printf '%-22s' $$package; $(BIN)/coverage report --include="$$package*" --format=total 2>/dev/null || echo -; \
	done

lint: $(VENV)/installed  ## style, types and the layers of the design
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed  ## measure the figures in docs/figures.md; needs nginx
	$(BIN)/python -m benchmarks.crawl
	$(BIN)/python -m benchmarks.parse
	$(BIN)/python -m benchmarks.reparse

year: $(VENV)/installed  ## simulate a year of 150 sites in minutes: schedule, crawls, backups, a restore; exit code 1 on any failure
	$(BIN)/python -m benchmarks.year

docs: $(VENV)/docs-installed  ## the documentation as web pages, in site/
	$(BIN)/python docs/data_dictionary.py
	$(BIN)/python docs/schema_diagram.py
	$(BIN)/python docs/bundled_sites.py
	$(BIN)/mkdocs build --quiet

$(VENV)/docs-installed: $(VENV)/usable
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[docs]'
	touch $@

VUSTACRAWL_KILLS ?= 50
torture: $(VENV)/installed  ## kill crawl, import, reparse and export at VUSTACRAWL_KILLS random moments, and print where
	VUSTACRAWL_KILLS=$(VUSTACRAWL_KILLS) $(BIN)/pytest -s tests/demo/test_torture.py

cluster-test: $(VENV)/installed  ## the tests of crawls on many machines; needs PostgreSQL's server programs, and root to cut a cable
	$(BIN)/pytest -rs tests/frontier tests/cli/test_cluster.py

pywb: .pywb/installed  ## with it, the tests also replay the archive

.pywb/installed:
	$(PYTHON) -m venv .pywb
	.pywb/bin/pip install --quiet --disable-pip-version-check 'pywb>=2.10' 'setuptools<81'
	touch $@

replay: .replay/package/ui.js  ## ReplayWeb.page (AGPL), for `serve --replay .replay/package`; with it, a test replays a page

.replay/package/ui.js:
	mkdir -p .replay
	cd .replay && npm pack --silent replaywebpage@2 && tar -xf replaywebpage-*.tgz
	touch $@

clean:  ## remove what the targets above made
	rm -rf $(VENV) .venv-lowest .pywb .replay demo-workspace dist site
