# Two commands do it all on a fresh machine with Python >= 3.11: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint clean

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

demo: $(VENV)/installed  ## crawl a made-up federation on loopback
	$(BIN)/vustacrawl demo

test: lint  ## the whole test suite
	$(BIN)/pytest

lint: $(VENV)/installed  ## style, types and the layers of the design
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:  ## remove what the targets above made
	rm -rf $(VENV) demo-workspace
