# One command to check everything that is here; see README.md for what is not yet.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: test
test: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

.venv/ready: setup.cfg
	$(PYTHON) -m venv .venv || { $$(command -v sudo) apt-get update && $$(command -v sudo) apt-get install -y python3-venv && $(PYTHON) -m venv .venv; }
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@
