# pbplatform. `make run` shows the demonstration place; `make test` runs everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := VIRTUAL_ENV=$(abspath $(VENV)) $(BIN)/uv
export PYTHONPATH := $(CURDIR)

.DEFAULT_GOAL := help

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

# pip comes with the machine's Python, else inside it, else from Debian; it only installs uv.
$(VENV)/.uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "pbplatform needs Python 3.11 or newer. Name one: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv --without-pip $(VENV)
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { \
	  [ "$$(id -u)" -eq 0 ] && apt-get -qq update && apt-get -qq install -y python3-pip >/dev/null; } || { \
	  echo "This Python has no pip. Install it (Debian: apt-get install python3-pip)." >&2; exit 1; }
	@pip="$(BIN)/python -m pip"; $$pip --version >/dev/null 2>&1 || pip="$(PYTHON) -m pip --python $(BIN)/python"; \
	  $$pip install -q --require-hashes -r requirements/uv.txt
	touch $@
$(VENV)/.run: requirements/run.txt $(VENV)/.uv
	$(UV) pip install -q --require-hashes -r requirements/run.txt
	touch $@
$(VENV)/.test: requirements/test.txt $(VENV)/.run
	$(UV) pip install -q --require-hashes -r requirements/test.txt
	touch $@

# Catalogues: one for each language, written by people; messages.pot and the compiled are derived.
TRANSLATIONS := pbplatform/translations
CATALOGUES := $(wildcard $(TRANSLATIONS)/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)
%.mo: %.po
	$(BIN)/pybabel -q compile --statistics --input-file $< --output-file $@

messages: $(VENV)/.run ## Collect every sentence for translators, and bring catalogues up to date
	mkdir -p $(TRANSLATIONS)
	$(BIN)/pybabel -q extract --mapping babel.cfg --keyword _l --keyword lazy_gettext --keyword plural_forms:1,2 --add-comments Translators: --sort-by-file --project pbplatform --output-file $(TRANSLATIONS)/messages.pot .
	$(if $(CATALOGUES),$(BIN)/pybabel -q update --input-file $(TRANSLATIONS)/messages.pot --output-dir $(TRANSLATIONS) --no-fuzzy-matching --ignore-obsolete)

language: messages ## Begin a catalogue: make language CODE=pl
	$(BIN)/pybabel -q init --input-file $(TRANSLATIONS)/messages.pot --output-dir $(TRANSLATIONS) --locale $(CODE)

# The command `pbplatform`, which works from any folder.
$(BIN)/pbplatform: $(VENV)/.run
	@printf '#!%s\nimport sys\n\nsys.path.insert(0, "%s")\nfrom pbplatform.cli.main import main\n\nmain()\n' "$(abspath $(BIN))/python" "$(CURDIR)" > $@
	chmod +x $@

setup: $(VENV)/.run $(BIN)/pbplatform assets $(COMPILED) ## Install what the product needs

# Node 20.19 or newer comes from the machine, else from a Python wheel into the environment.
NODE_OK = node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null && command -v npm >/dev/null
ASSET_SOURCES := package.json package-lock.json .npmrc $(wildcard static/scss/*.scss static/css/*.css static/js/*.js)
static/vendor/.built: $(VENV)/.run $(ASSET_SOURCES)
	@echo "Styles and scripts: Node, GOV.UK Frontend, ours"
	@$(NODE_OK) || test -x $(BIN)/npm || $(UV) pip install -q --require-hashes -r requirements/node.txt
	@$(NODE_OK) || export PATH="$(abspath $(BIN)):$$PATH"; npm ci --silent && npm run --silent build
	touch $@
assets: static/vendor/.built ## Compile GOV.UK Frontend and our CSS into static/vendor/

run: setup ## Serve the demonstration place at http://127.0.0.1:8000
	$(BIN)/python -m pbplatform demo

serve: setup ## Serve a real place (settings from the environment)
	$(BIN)/python -m pbplatform serve

test: $(VENV)/.test assets ## Run everything: checks, both databases, a real browser
	BIN=$(BIN) bash tests/run.sh all

check: $(VENV)/.test ## The same without browser and PostgreSQL
	BIN=$(BIN) bash tests/run.sh check

test-fast: $(VENV)/.test ## The tests that need no database, application or process, in a minute
	BIN=$(BIN) bash tests/run.sh fast

log-page: $(VENV)/.test ## Make the tables of docs/audit.md from the code
	PYTHONPATH=. $(BIN)/python -m tests.conventions.audit_page

lint: $(VENV)/.test ## Format check, lint, types, import contracts
	BIN=$(BIN) bash tests/run.sh lint

# Independent counters (GPL, heavy) stay in an environment and a process of their own.
ORACLE := .venv-oracle
PABULIB_DIR ?= ../shared/data/pabulib
$(ORACLE)/.done: requirements/oracle.txt $(VENV)/.uv
	$(PYTHON) -m venv --without-pip $(ORACLE)
	VIRTUAL_ENV=$(abspath $(ORACLE)) $(BIN)/uv pip install -q --require-hashes -r requirements/oracle.txt
	touch $@

attack-count: $(VENV)/.test $(ORACLE)/.done ## Compare the count with pabutools and pabulib-checker
	$(BIN)/python benchmarks/attack_count.py --elections 3000 --folder $(PABULIB_DIR)
	$(BIN)/python benchmarks/check_files.py --folder $(PABULIB_DIR) --files 100

attack-tree: $(VENV)/.test $(ORACLE)/.done ## Compare roots and proofs of the log with those of pymerkle
	PYTHONPATH=. $(BIN)/python benchmarks/attack_tree.py

attack-urn: $(VENV)/.test ## Thousands of orders of votes, closes and openings, on both databases
	for name in sqlite postgresql; do \
	  URN_ORDERS=$(ORDERS) $(BIN)/pytest -q --db $$name tests/voting/test_urn_machine.py \
	    tests/voting/test_year_of_a_round.py || exit 1; done
ORDERS ?= 2000

attack-paper: $(VENV)/.test assets ## Read every file at rest and kill processes while papers are entered
	$(BIN)/python benchmarks/attack_paper.py --papers $(PAPERS) --kills $(KILLS)
PAPERS ?= 300
KILLS ?= 100

attack-secrecy: $(VENV)/.test assets ## Read every file at rest while people vote, and try to link them to votes
	$(BIN)/python benchmarks/attack_secrecy.py --votes $(VOTES)
VOTES ?= 1000

attack-kill: $(VENV)/.test assets ## Kill processes at every moment from a cast to the count
	$(BIN)/python benchmarks/attack_kills.py --kills $(if $(filter command line,$(origin KILLS)),$(KILLS),500)

attack-log: $(VENV)/.test ## Forge vote and log as whoever runs the place, with every key; a table of who sees it
	$(BIN)/python benchmarks/attack_log.py --histories $(HISTORIES) --bytes $(BYTES) $(if $(INTO),--into $(INTO))
HISTORIES ?= 10000
BYTES ?= all

attack-bundle: $(VENV)/.test ## Change every byte of a small bundle; each must be found
	EVERY_BYTE=1 $(BIN)/pytest -q tests/results/test_forged_bundles.py

attack-forms: $(VENV)/.test assets ## Every odd value by every form, on both databases
	for name in sqlite postgresql; do \
	  ALL_FORMS=1 $(BIN)/pytest -q --db $$name tests/journeys/test_bad_input.py || exit 1; done

soak: $(VENV)/.test ## A million random orders of what can happen to a point
	$(BIN)/python benchmarks/soak_points.py --orders $(SOAK)
SOAK ?= 1000000

bench-count: $(VENV)/.test $(ORACLE)/.done ## Time the count against pabutools, up to 10 million ballots
	$(BIN)/python benchmarks/bench_count.py --folder $(PABULIB_DIR)

lock: $(VENV)/.uv ## Compile requirements/*.in into hashed pins
	for name in uv run test node oracle; do \
	  $(UV) pip compile -q --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
	    --python-version 3.11 requirements/$$name.in -o requirements/$$name.txt; done

bench-replay: $(VENV)/.test ## Replay every real greedy election and compare its winners
	$(BIN)/python benchmarks/replay_all.py

bench-replay-speed: $(VENV)/.test ## Time and memory of each step of a replay: REPLAY=Poland_Lodz_2022.pb PROCESSES="0 2"
	PYTHONPATH=. $(BIN)/python benchmarks/bench_replay.py --file $(REPLAY) --processes $(PROCESSES)
REPLAY ?= Poland_Lodz_2022.pb
PROCESSES ?= 0 2

bench-phone: $(VENV)/.test assets ## Time the first pages on an old phone with a slow line
	$(BIN)/python benchmarks/old_phone.py

bench-register: $(VENV)/.test ## Time the import of a register of 100,000 people
	$(BIN)/python benchmarks/bench_register.py

bench-letters: $(VENV)/.test assets ## Time the printing of letters of a vote: LETTERS=100000
	$(BIN)/python benchmarks/bench_letters.py --letters $(LETTERS)
LETTERS ?= 5000

# A city that `make bench-city` made is the place to measure; without one, the demonstration's town.
bench-pages: $(VENV)/.test assets ## Time pages made and kept, and desks, beside bare ones: DATABASE=file
	@of="$(DATABASE)"; [ -n "$$of" ] || [ ! -e build/city/demo.db ] || of=build/city/demo.db; set -x; \
	  PYTHONPATH=. $(BIN)/python benchmarks/bench_pages.py --times $(TIMES) $${of:+--database "$$of"}
TIMES ?= 100

bench-load: $(VENV)/.test assets ## 200 readers beside 50 casts a second over gunicorn: READERS=, CASTS=, SECONDS=
	PYTHONPATH=. $(BIN)/python benchmarks/bench_load.py --readers $(READERS) --casts $(CASTS) --seconds $(SECONDS)
READERS ?= 200
CASTS ?= 50
SECONDS ?= 60

bench-growth: $(VENV)/.test assets ## Count what pages about points cost with 100, 10,000 and a million points
	PYTHONPATH=. $(BIN)/python benchmarks/bench_growth.py --sizes $(SIZES)
SIZES ?= 100 10000 1000000

bench-lists: $(VENV)/.test assets ## Count what every list costs at 100, 10,000 and a million rows; SIZES="100" for one of them, ONLY="job:" for some addresses
	PYTHONPATH=. $(BIN)/python benchmarks/bench_lists.py --sizes $(SIZES) --only '$(ONLY)'

bench-city: $(VENV)/.test ## Make the whole city of the demonstration and time each part
	rm -rf build/city
	PYTHONPATH=. $(BIN)/python benchmarks/bench_city.py build/city

bench-verify: $(VENV)/.test ## Time the program for outsiders on 100,000 ballots and on a city of a million
	$(BIN)/python benchmarks/bench_verify.py

bench-open: $(VENV)/.test ## Memory and time of opening a box: BALLOTS="50000 200000 1000000"
	PYTHONPATH=. $(BIN)/python benchmarks/bench_open.py --ballots $(BALLOTS)
BALLOTS ?= 50000 200000

bench-log: $(VENV)/.test ## Time the log with its tree on both databases, and proofs up to 1 million entries
	PYTHONPATH=. $(BIN)/python benchmarks/bench_log.py

bench-vote: $(VENV)/.test assets ## Time votes going into the box beside the least they could cost: ROLL=10000000
	PYTHONPATH=. $(BIN)/python benchmarks/bench_vote.py --roll $(ROLL)
ROLL ?= 0

bench-cast: $(VENV)/.test assets ## What one vote costs of a processor, beside the floor
	PYTHONPATH=. $(BIN)/python benchmarks/cast_cost.py

bench-digests: $(VENV)/.test ## Time the mails of a week to 40,000 followers, and the memory they take
	$(BIN)/python benchmarks/bench_digests.py

.PHONY: log-page attack-tree attack-log attack-secrecy attack-kill attack-paper attack-bundle bench-verify bench-open bench-log bench-letters bench-digests bench-vote bench-cast bench-pages bench-load bench-growth bench-lists bench-city bench-register attack-forms attack-urn bench-replay bench-replay-speed bench-phone soak help language messages setup assets run serve test test-fast check lint attack-count bench-count lock
