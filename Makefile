# Six commands, no seventh. They need Python 3.11 with venv, and make; nothing else to begin with.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000

.PHONY: run test check fix bench services

run:        ## set up, migrate, load the demonstration, start web + worker + beat
	@$(PYTHON) tools/run.py --port $(PORT)

test:       ## the suite: SQLite, and PostgreSQL + Redis + Chromium where they are found
	@$(PYTHON) tools/run_tests.py

check:      ## linters, floors, migrations
	@$(PYTHON) tools/check.py

fix:        ## let the linters mend what they can, and re-pin the requirements
	@$(PYTHON) tools/fix.py

bench:      ## every benchmark, one after another
	@$(PYTHON) tools/bench.py

services:   ## install or find, and start, private PostgreSQL, Redis, Chromium, Pango and fonts (STOP=1 stops)
	@$(PYTHON) tools/services.py $(if $(STOP),--stop)
