.DEFAULT_GOAL := help
.PHONY: help run dev test lint fmt bench

python := .venv/bin/python

# The keys from .env.example: good for tests, refused by `check --deploy`.
testing = env PYTHONDONTWRITEBYTECODE= $(shell grep -E '^(SECRET_KEY|PII_KEYS|PEPPER|LOG_KEYS)=' .env.example) DEBUG=on DEMO=off
# The settings of a campaign's server, with new keys.
key = $(shell head -c 48 /dev/urandom | base64 | tr '+/' '-_')
seed = $(shell head -c 32 /dev/urandom | base64 | tr '+/' '-_')
deployed = env DEBUG=off DEMO=off SECRET_KEY=$(key) PEPPER=$(key) \
	PII_KEYS=$(seed) LOG_KEYS=$(seed) \
	SITE_URL=https://campaign.example ALLOWED_HOSTS=campaign.example TRUSTED_PROXY_COUNT=1 \
	DATABASE_URL=postgres://campaign@localhost/campaign \
	MAIL_URL=smtp://user:password@mail.campaign.example MAIL_FROM=petitions@campaign.example

# One more than there are cores: some tests wait for the processes that they start.
processes = $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

help: ## Show these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

run: ## Run the demo on http://127.0.0.1:8000 (PORT=, MAIL_URL=smtp://…, SIGNATURES=1000)
	@bin/setup run
	@$(python) manage.py run $(if $(SIGNATURES),--signatures $(SIGNATURES))

dev: ## Run the demo with Django's reloading server and DEBUG on
	@bin/setup run
	@env DEBUG=on $(python) manage.py run --reload $(if $(SIGNATURES),--signatures $(SIGNATURES))

test: ## Run every test, or some: make test t=tests.petitions.signing.test_sign
	@bin/setup dev
	@$(testing) $(python) -W error manage.py test --testrunner tests.runner.Runner --parallel $(processes) $(t)

lint: ## Check style, types, templates, migrations and deployment settings
	@bin/setup dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	@$(testing) $(python) -m mypy .
	.venv/bin/djade --target-version 6.1 --check $$(find templates -name '*.html')
	@$(testing) $(python) -W error manage.py makemigrations --check --dry-run
	@$(deployed) $(python) -W error manage.py check --deploy --fail-level WARNING

fmt: ## Format code and templates
	@bin/setup dev
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format .
	.venv/bin/djade --target-version 6.1 $$(find templates -name '*.html')

bench: ## Measure the server, or a part of it: make bench part=writing,worker size=0
	@bin/setup dev
	@$(python) -m bench "part=$(part)" "size=$(size)"
