# shellcheck shell=bash
# transaction-service as a process that is watched: started again when it dies, with a growing pause in between.

SUPERVISOR_PID=''

# supervise LOG COMMAND…: runs until it gets SIGTERM. run/service.pid is the present process, run/service.deaths counts.
supervise() {
    local log=$1 pause=1 started status deaths=0 child='' pause_pid=''
    shift
    trap 'stop_supervised "$child" "$pause_pid"; exit 0' TERM INT
    printf '0\n' >"$RUN_DIR/service.deaths"
    while true; do
        bound_log "$log"
        started=$SECONDS status=0
        "$@" </dev/null >>"$log" 2>&1 &
        child=$!
        printf '%s\n' "$child" >"$RUN_DIR/service.pid"
        { wait "$child"; } 2>/dev/null || status=$?
        deaths=$((deaths + 1))
        printf '%s\n' "$deaths" >"$RUN_DIR/service.deaths"
        # Who has run for a minute starts from the shortest pause again.
        ((SECONDS - started < 60)) || pause=1
        say "  transaction-service ended with status $status; starting it again in $pause s (log: $log)"
        sleep "$pause" &
        pause_pid=$!
        wait "$pause_pid" || true
        pause=$((pause * 2 < 30 ? pause * 2 : 30))
    done
}

# stop_supervised CHILD PAUSE: the service gets half a minute to finish what it has begun.
stop_supervised() {
    trap '' TERM INT
    [[ -z $2 ]] || kill "$2" 2>/dev/null || true
    [[ -n $1 ]] || return 0
    kill -TERM "$1" 2>/dev/null || true
    wait_until 30 is_gone "$1" || kill -KILL "$1" 2>/dev/null || true
}

# start_service COMMAND…: in the background and in a process group of its own, so that Ctrl-C reaches it through us only.
start_service() {
    local log=$LOG_DIR/transaction-service.log
    [[ ! -f $log ]] || mv -f "$log" "$log.1"
    set -m
    # The service has no business with the owner's password or with the stack's own settings.
    supervise "$log" env -u KAURI_OWNER_DATABASE_URL -u KAURI_LOCAL -u KAURI_STACK -u KAURI_BROKER_PID_FILE \
        -u KAURI_POSTGRES_PID_FILE "$@" 8>&- &
    SUPERVISOR_PID=$!
    set +m
    printf '%s\n' "$SUPERVISOR_PID" >"$RUN_DIR/supervisor.pid"
}

# A run that was killed by SIGKILL leaves its supervisor and its service behind.
end_orphan() {
    local pid
    pid=$(pid_in "$RUN_DIR/supervisor.pid")
    is_alive "$pid" && grep -qsaF "deploy/${0##*/}" "/proc/$pid/cmdline" || return 0
    [[ $(readlink "/proc/$pid/cwd") == "$CHECKOUT" ]] || return 0
    say "  ending the service that an earlier run has left behind"
    kill -TERM "$pid"
    wait_until 40 is_gone "$pid" || kill -KILL "$pid"
}

stop_service() {
    [[ -n $SUPERVISOR_PID ]] || return 0
    kill -TERM "$SUPERVISOR_PID" 2>/dev/null || true
    wait "$SUPERVISOR_PID" 2>/dev/null || true
    SUPERVISOR_PID=''
    rm -f "$RUN_DIR/service.pid" "$RUN_DIR/supervisor.pid"
}

service_deaths() { cat "$RUN_DIR/service.deaths" 2>/dev/null || printf '0\n'; }

# is_ready PORT: does GET /health/ready answer 200?
is_ready() {
    local line=''
    {
        exec 4<>"/dev/tcp/127.0.0.1/$1"
        printf 'GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&4
        read -r -t 5 line <&4 || true
        exec 4>&-
    } 2>/dev/null || return 1
    [[ $line == 'HTTP/1.1 200 '* ]]
}

# Three deaths before the first sign of life are no accident any more.
is_ready_or_hopeless() { is_ready "$1" || (($(service_deaths) >= 3)); }

wait_for_service() {
    wait_until 120 is_ready_or_hopeless "$KAURI_HTTP_PORT" || true
    is_ready "$KAURI_HTTP_PORT" && return
    tail -n 20 "$LOG_DIR/transaction-service.log" | cut -c1-300 | sed 's/^/      /' >&2
    fail "transaction-service is not ready: see $LOG_DIR/transaction-service.log"
}
