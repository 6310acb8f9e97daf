# Everything that is done from the command line. Needs Python 3.11 or newer, and nothing else.

PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
DEMO := PORTAL_DEMO=1 BASE_URL=$${BASE_URL:-http://127.0.0.1:$(PORT)}
# pip, because it knows a machine's own settings for mirrors and certificates; it takes some ten
# seconds, once, of which another installer would save half.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run test journeys seed bench lint format check messages backup restore lock clean

# The Python of a .venv may have gone since; then it is made anew.
ifeq ($(wildcard $(BIN)/python),)
$(shell rm -f .venv/*.stamp)
endif

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/run.stamp ## start the whole portal with a demo community (PORT=8000)
	@$(DEMO) PORT=$(PORT) exec $(MANAGE) up

test: .venv/test.stamp ## run every test; those in a browser when Chromium is found (CHROMIUM=)
	@status=0; \
	$(BIN)/python -m pytest -m "not journey" --numprocesses auto $(ARGS) || status=$$?; \
	$(MAKE) --no-print-directory journeys || status=$$?; \
	exit $$status

journeys: .venv/test.stamp ## run only the tests in a browser
	@$(BIN)/python -m pytest -m journey $(ARGS)

seed: .venv/run.stamp ## add the demo community; what is there already stays as it is
	@$(DEMO) $(MANAGE) migrate --verbosity 0
	@$(DEMO) $(MANAGE) seed

bench: .venv/test.stamp ## measure the pages on a large made-up database of its own
	@$(DEMO) $(MANAGE) bench $(ARGS)

lint: .venv/test.stamp ## style, types, and who may import whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(DEMO) $(BIN)/python -m mypy

format: .venv/test.stamp ## put the code into the house's style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

check: .venv/run.stamp ## is everything in order to go live? (reads .env)
	@$(MANAGE) check --deploy --fail-level WARNING
	@$(MANAGE) makemigrations --check --dry-run

messages: .venv/run.stamp ## gather the sentences to translate, and compile them (needs gettext)
	@$(DEMO) $(MANAGE) makemessages --all --no-obsolete --add-location file \
	    --ignore .venv --ignore var --ignore tests
	@$(DEMO) $(MANAGE) compilemessages --ignore .venv

backup: .venv/run.stamp ## write database and documents into one file (TO=path)
	@$(DEMO) $(MANAGE) backup $(TO)

restore: .venv/run.stamp ## bring back a backup (FROM=path; ARGS=--yes replaces what is there)
	@$(DEMO) $(MANAGE) restore $(FROM) $(ARGS)

lock: .venv/test.stamp ## choose the newest allowed versions of all dependencies
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml $(LOCKED) --output-file requirements.lock
	@$(BIN)/uv pip compile pyproject.toml $(LOCKED) --extra test \
	    --constraints requirements.lock --output-file requirements-test.lock
LOCKED := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --custom-compile-command "make lock"

clean: ## remove what was installed; data in var/ stay
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.venv/made.stamp:
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        found=$$python; break; \
	    fi; \
	done; \
	if [ -z "$$found" ]; then \
	    echo "The portal needs Python 3.11 or newer, and finds none. Install it, or name one:"; \
	    echo "make PYTHON=/path/to/python3"; \
	    exit 1; \
	fi; \
	echo "Making .venv with $$($$found --version) …"; \
	$$found -m venv --clear .venv || { \
	    echo "Python came without its module venv. On Debian: apt-get install python3-venv"; \
	    exit 1; \
	}
	@touch $@

.venv/run.stamp: requirements.lock .venv/made.stamp
	@echo "Installing what requirements.lock names (once; less than a minute) …"
	@$(INSTALL) -r requirements.lock
	@touch $@

.venv/test.stamp: requirements-test.lock .venv/made.stamp
	@echo "Installing what requirements-test.lock names (once; about a minute) …"
	@$(INSTALL) -r requirements-test.lock
	@touch $@
