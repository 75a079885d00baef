.DEFAULT_GOAL := help
.PHONY: help run dev test lint fmt bench

python := .venv/bin/python

# The keys that .env.example shows to everyone: good for tests, refused by `check --deploy`.
testing = env PYTHONDONTWRITEBYTECODE= $(shell grep -E '^(SECRET_KEY|PII_KEYS|PEPPER)=' .env.example) DEBUG=on DEMO=off
# What a campaign's server has, with keys of the moment.
key = $(shell head -c 48 /dev/urandom | base64 | tr '+/' '-_')
deployed = env DEBUG=off DEMO=off SECRET_KEY=$(key) PEPPER=$(key) \
	PII_KEYS=$(shell head -c 32 /dev/urandom | base64 | tr '+/' '-_') \
	SITE_URL=https://campaign.example ALLOWED_HOSTS=campaign.example TRUSTED_PROXY_COUNT=1 \
	DATABASE_URL=postgres://campaign@localhost/campaign \
	MAIL_URL=smtp://user:password@mail.campaign.example MAIL_FROM=petitions@campaign.example

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

run: ## The demo on http://127.0.0.1:8000 (PORT=, MAIL_URL=smtp://…, SIGNATURES=1000)
	@bin/setup run
	@$(python) manage.py run $(if $(SIGNATURES),--signatures $(SIGNATURES))

dev: ## The same with Django's reloading server and DEBUG on
	@bin/setup run
	@env DEBUG=on $(python) manage.py run --reload $(if $(SIGNATURES),--signatures $(SIGNATURES))

test: ## Every test, or some: make test t=tests.petitions.signing.test_sign
	@bin/setup dev
	@$(testing) $(python) -W error manage.py test --testrunner tests.runner.Runner --parallel auto $(t)

lint: ## Style, types, templates, migrations and the settings of a deployment
	@bin/setup dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	@$(testing) $(python) -m mypy .
	.venv/bin/djade --target-version 6.1 --check $$(find templates -name '*.html')
	@$(testing) $(python) -W error manage.py makemigrations --check --dry-run
	@$(deployed) $(python) -W error manage.py check --deploy --fail-level WARNING

fmt: ## Format everything
	@bin/setup dev
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format .
	.venv/bin/djade --target-version 6.1 $$(find templates -name '*.html')

bench: ## Measure the server: pages, signing, confirming, at 0 and 1,000,000 signatures
	@bin/setup dev
	@$(python) -m bench
