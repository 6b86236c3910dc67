# shellcheck shell=bash
# A private PostgreSQL. As root it runs as the system user `postgres` (it refuses root), otherwise as the caller.

PG_SUPERUSER=postgres

as_postgres() {
    if is_root; then
        (cd / && setpriv --reuid=postgres --regid=postgres --init-groups env HOME=/nonexistent "$@")
    else
        (cd / && "$@")
    fi
}

# Newer versions come first, but a data folder stays with the version that made it.
postgres_bin() {
    local dir version wanted=''
    [[ -z ${PG_DATA:-} ]] || wanted=$(as_postgres cat "$PG_DATA/PG_VERSION" 2>/dev/null || true)
    for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
        version=$(basename "$(dirname "$dir")")
        [[ -x $dir/postgres && $version =~ ^[0-9]+$ && $version -ge 15 ]] || continue
        [[ -z $wanted || $wanted == "$version" ]] || continue
        printf '%s' "$dir"
        return
    done
    fail "PostgreSQL ${wanted:-15 or newer} is not installed (deploy/local/packages installs it)"
}

# When a parent of the checkout is closed to the user `postgres` (such as /root), only the data folder goes elsewhere.
choose_data_folder() {
    local kept
    kept=$(setting "$KAURI_LOCAL/places" PG_DATA)
    PG_DATA=${kept:-$KAURI_LOCAL/postgres}
    ! is_root || chmod a+x "$KAURI_LOCAL"
    if [[ -z $kept ]] && ! as_postgres test -x "$KAURI_LOCAL"; then
        PG_DATA=/var/tmp/kauri-$STACK_ID/postgres
        say "  the user postgres cannot enter $KAURI_LOCAL; its data goes to $PG_DATA"
        # Somebody else may have made a folder of that name in a folder open to all: it must be ours.
        mkdir -m 711 "${PG_DATA%/*}" 2>/dev/null || [[ -O ${PG_DATA%/*} && ! -L ${PG_DATA%/*} ]] \
            || fail "${PG_DATA%/*} belongs to somebody else; set KAURI_LOCAL to a folder that the user postgres can enter"
    fi
    [[ -n $kept ]] || keep_setting "$KAURI_LOCAL/places" PG_DATA "$PG_DATA"
}

postgres_pid() {
    local pid
    pid=$(as_postgres cat "$PG_DATA/postmaster.pid" 2>/dev/null | head -n 1)
    # After a crash the number may belong to somebody else: the name and the folder must match too.
    is_alive "$pid" && [[ $(as_postgres readlink "/proc/$pid/cwd" 2>/dev/null) == "$PG_DATA" ]] && printf '%s' "$pid"
}

postgres_answers() {
    [[ -n $(postgres_pid) ]] \
        && "$PG_BIN/pg_isready" -q -h 127.0.0.1 -p "$KAURI_PG_PORT" -d postgres -U "$PG_SUPERUSER"
}

superuser_sql() {
    PGPASSWORD=$(setting "$KAURI_LOCAL/secrets" PG_SUPERUSER_PASSWORD) \
        "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$KAURI_PG_PORT" -U "$PG_SUPERUSER" "$@"
}

postgres_settings() {
    local megabytes shared compression=on
    megabytes=$(memory_megabytes)
    shared=$((megabytes / 8 < 2048 ? megabytes / 8 : 2048))
    if as_postgres "$PG_BIN/postgres" -D "$PG_DATA" -C wal_compression -c wal_compression=lz4 >/dev/null 2>&1; then
        compression=lz4
    fi
    cat <<SETTINGS
# Written by deploy/local/stack at every start. Durable: what was committed survives a power cut.
listen_addresses = '127.0.0.1'
port = $KAURI_PG_PORT
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 200
fsync = on
synchronous_commit = on
full_page_writes = on
shared_buffers = ${shared}MB
work_mem = 16MB
maintenance_work_mem = $((shared / 4))MB
wal_compression = $compression
# After each checkpoint every index page that is touched in a random place is logged whole: the fewer checkpoints the better.
max_wal_size = 8GB
min_wal_size = 512MB
checkpoint_timeout = 15min
checkpoint_completion_target = 0.9
random_page_cost = 1.1
jit = off
track_commit_timestamp = off
timezone = 'UTC'
log_timezone = 'UTC'
log_destination = 'stderr'
logging_collector = off
log_checkpoints = on
log_line_prefix = '%m [%p] %q%u@%d %a '
SETTINGS
}

create_cluster() {
    local parent=${PG_DATA%/*}
    say "  creating the database cluster"
    as_postgres test ! -e "$PG_DATA" || as_postgres find "$PG_DATA" -mindepth 1 -delete
    mkdir -p "$parent" "$PG_DATA"
    ! is_root || chown postgres:postgres "$PG_DATA"
    keep_setting "$KAURI_LOCAL/secrets" PG_SUPERUSER_PASSWORD "$(random_secret)"
    # initdb reads the password from a file that its own user can open, so a pipe from here will not do.
    # shellcheck disable=SC2016 # The inner shell expands these.
    setting "$KAURI_LOCAL/secrets" PG_SUPERUSER_PASSWORD | as_postgres sh -c '
        umask 077; file=$(mktemp) && trap "rm -f $file" EXIT && cat >"$file" && "$@" --pwfile="$file"' sh \
        "$PG_BIN/initdb" --pgdata="$PG_DATA" --username="$PG_SUPERUSER" --auth=scram-sha-256 --data-checksums \
        --encoding=UTF8 --locale=C.UTF-8 >"$LOG_DIR/initdb.log" 2>&1 || fail "initdb failed: see $LOG_DIR/initdb.log"
    as_postgres sh -c "printf \"include_if_exists = 'kauri.conf'\n\" >>'$PG_DATA/postgresql.conf'"
}

# Safe to repeat: a first start that was cut short is completed by the next one.
create_roles() {
    local owner service
    owner=$(setting "$KAURI_LOCAL/secrets" PG_OWNER_PASSWORD)
    service=$(setting "$KAURI_LOCAL/secrets" PG_SERVICE_PASSWORD)
    # CREATEDB is for tests, which make scratch databases of their own.
    superuser_sql -d postgres <<SQL
SET log_statement = 'none'; SET log_min_error_statement = 'panic';
SELECT 'CREATE ROLE kauri_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kauri_owner') \gexec
SELECT 'CREATE ROLE kauri_service' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kauri_service') \gexec
ALTER ROLE kauri_owner LOGIN CREATEDB PASSWORD '$owner';
ALTER ROLE kauri_service LOGIN PASSWORD '$service';
SELECT 'CREATE DATABASE kauri OWNER kauri_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'kauri') \gexec
SQL
}

# has_postgres: does any process of this data folder live, be it only one that has lost its postmaster?
has_postgres() {
    # shellcheck disable=SC2016 # The inner shell expands these.
    as_postgres sh -c 'for cwd in /proc/[0-9]*/cwd; do
        [ "$(readlink "$cwd" 2>/dev/null)" != "$1" ] || exit 0
    done; exit 1' sh "$PG_DATA"
}

has_no_postgres() { ! has_postgres; }

# PostgreSQL refuses to start while the number in postmaster.pid exists, and after a kill it may: as a process that
# nobody has waited for yet, or given to somebody else. When none of ours lives, that file says nothing any more.
clear_stale_lock() {
    as_postgres test -e "$PG_DATA/postmaster.pid" || return 0
    wait_until 30 has_no_postgres || fail "processes of a killed PostgreSQL still live in $PG_DATA"
    as_postgres rm -f "$PG_DATA/postmaster.pid"
}

start_postgres() {
    if postgres_answers; then return; fi
    if [[ -z $(postgres_pid) ]]; then
        claim_port KAURI_PG_PORT
        as_postgres test -f "$PG_DATA/kauri.conf" || create_cluster
        postgres_settings | as_postgres sh -c "umask 077; cat >'$PG_DATA/kauri.conf'"
        bound_log "$LOG_DIR/postgres.log"
        clear_stale_lock
        say "  starting PostgreSQL on 127.0.0.1:$KAURI_PG_PORT"
        as_postgres "$PG_BIN/pg_ctl" start -D "$PG_DATA" -w -t 120 -s </dev/null >>"$LOG_DIR/postgres.log" 2>&1 9>&- \
            || fail "PostgreSQL did not start: see $LOG_DIR/postgres.log"
    fi
    wait_until 120 postgres_answers || fail "PostgreSQL does not answer after 120 s: see $LOG_DIR/postgres.log"
    postgres_pid >"$RUN_DIR/postgres.pid"
}

# Fast shutdown: sessions are ended, what is committed stays.
stop_postgres() {
    local pid
    pid=$(postgres_pid) || return 0
    say "  stopping PostgreSQL"
    kill -INT "$pid"
    wait_until 60 is_gone "$pid" || { kill -QUIT "$pid" && wait_until 20 is_gone "$pid"; } || kill_postgres
}

# What a power cut does to processes: the postmaster is frozen first, so that it cannot fork while its children are listed.
kill_postgres() {
    local pid child
    local -a all
    pid=$(postgres_pid) || return 0
    kill -STOP "$pid"
    mapfile -t all < <(pgrep -P "$pid" || true)
    kill -KILL "$pid" "${all[@]}" 2>/dev/null || true
    for child in "$pid" "${all[@]}"; do
        wait_until 20 is_gone "$child" || fail "process $child of PostgreSQL survives SIGKILL"
    done
}
