#!/usr/bin/env bash
# Run once by PostgreSQL's image, when its data folder is new: the owner of the schema, for `kauri migrate`, the role of the
# service, which gets its rights from the migrations, and the database. Nobody else may connect to it.
set -euo pipefail

secret() { cat "${KAURI_POSTGRES_SECRETS:-/run/secrets}/postgres_password_$1"; }

psql -X -q -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<SQL
SET log_statement = 'none'; SET log_min_error_statement = 'panic';
CREATE ROLE kauri_owner LOGIN PASSWORD '$(secret kauri_owner)';
CREATE ROLE kauri_service LOGIN PASSWORD '$(secret kauri_service)';
CREATE DATABASE kauri OWNER kauri_owner;
REVOKE ALL ON DATABASE kauri FROM PUBLIC;
GRANT CONNECT ON DATABASE kauri TO kauri_service;
SQL
