#!/bin/sh
# Runs once, in the new database of compose.yaml: makes the site's role, which owns nothing.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$(cat /run/secrets/site-password)" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
CREATE ROLE campaign LOGIN PASSWORD :'password';
SQL
