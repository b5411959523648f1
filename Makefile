# `make run` and `make test` are the whole set-up; `make help` lists the rest.

VENV := .venv
BIN := $(VENV)/bin
DEMO := instance/demo
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml

# Trust what this machine trusts, as pip does.
export UV_SYSTEM_CERTS := 1

.PHONY: help run test check fix lock texts migration clean

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | while IFS='|' read -r name does; do printf '%-20s%s\n' "$$name" "$$does"; done

# The demonstration keeps to itself: whatever this shell says of another instance is set aside.
run: export CRM_INSTANCE_PATH := $(CURDIR)/$(DEMO)
run: export CRM_BASE_URL := http://127.0.0.1:8000
run: export CRM_DEMONSTRATION := 1
run: export CRM_DATABASE_URL :=
run: export CRM_MAIL_SERVER :=
run: $(VENV)/ready-to-run ## start the demonstration network on http://127.0.0.1:8000
	@$(BIN)/crm init
	@[ -e $(DEMO)/signing-in.txt ] || { $(BIN)/crm demo > $(DEMO)/signing-in.new && mv $(DEMO)/signing-in.new $(DEMO)/signing-in.txt; }
	@cat $(DEMO)/signing-in.txt
	@exec $(BIN)/crm serve

test: $(VENV)/ready-to-test ## install what the tests need, then run all of them
	@sh .ci/system-packages test
	$(BIN)/pytest --numprocesses=auto

check: $(VENV)/ready-to-test ## look at the code without running it: style, types, contracts, templates, locks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint templates
	$(BIN)/deptry .
	@BIN=$(BIN) LOCK='$(LOCK)' sh .ci/check-locks

fix: $(VENV)/ready-to-test ## put right what a program can put right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/ready-to-test ## write the lock files anew from pyproject.toml; UPGRADE=1 takes newer versions
	$(LOCK) $(if $(UPGRADE),--upgrade) --output-file requirements.lock
	$(LOCK) $(if $(UPGRADE),--upgrade) --group dev --output-file requirements-dev.lock

texts: $(VENV)/ready-to-test ## bring the catalogues up to the texts that readers get; new ones are left to translate
	$(BIN)/pybabel --quiet extract --mapping pyproject.toml --keywords _l --no-wrap --add-location file --output $(VENV)/readers.pot .
	$(BIN)/pybabel --quiet update --input-file $(VENV)/readers.pot --output-dir crm/translations --domain readers \
		--no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

migration: export CRM_DATABASE_URL :=
migration: export CRM_INSTANCE_PATH := $(CURDIR)/instance/migration
migration: $(VENV)/ready-to-test ## write a migration for what changed in the models: make migration MESSAGE="Add …"
	@[ -n "$(MESSAGE)" ] || { echo 'Say what changes: make migration MESSAGE="Add …"'; exit 2; }
	@rm -rf $(CRM_INSTANCE_PATH) && mkdir $(CRM_INSTANCE_PATH)
	$(BIN)/flask --app crm.instance:open_for_migrating db upgrade
	$(BIN)/flask --app crm.instance:open_for_migrating db migrate --message "$(MESSAGE)"
	@$(BIN)/ruff check --quiet --fix crm/migrations; $(BIN)/ruff format --quiet crm/migrations
	@rm -rf $(CRM_INSTANCE_PATH)

clean: ## remove the environment and every cache, never an instance
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist

# What is installed is as old as these files: a second run finds nothing to do.
$(VENV)/ready-to-run: requirements.lock pyproject.toml .ci/environment
	@sh .ci/environment requirements.lock && touch $@

$(VENV)/ready-to-test: requirements-dev.lock pyproject.toml .ci/environment
	@sh .ci/environment requirements-dev.lock && touch $@ $(VENV)/ready-to-run
