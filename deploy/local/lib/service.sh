# shellcheck shell=bash
# Services as processes that are watched: started again when they die, with a growing pause in between.

# By the service's name: the process that watches it.
declare -A SUPERVISORS=()

# supervise NAME COMMAND…: runs until it gets SIGTERM. run/NAME.pid is the present process, run/NAME.deaths counts.
supervise() {
    local name=$1 log=$LOG_DIR/$1.log pause=1 started status deaths=0 child='' pause_pid=''
    shift
    trap 'stop_supervised "$child" "$pause_pid"; exit 0' TERM INT
    printf '0\n' >"$RUN_DIR/$name.deaths"
    while true; do
        bound_log "$log"
        started=$SECONDS status=0
        "$@" </dev/null >>"$log" 2>&1 &
        child=$!
        printf '%s\n' "$child" >"$RUN_DIR/$name.pid"
        { wait "$child"; } 2>/dev/null || status=$?
        deaths=$((deaths + 1))
        printf '%s\n' "$deaths" >"$RUN_DIR/$name.deaths"
        # Who has run for a minute starts from the shortest pause again.
        ((SECONDS - started < 60)) || pause=1
        say "  $name ended with status $status; starting it again in $pause s (log: $log)"
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

# start_service NAME PORT COMMAND…: in the background and in a process group of its own, so that Ctrl-C reaches it through us only.
start_service() {
    local name=$1 port=$2 log=$LOG_DIR/$1.log
    shift 2
    [[ ! -f $log ]] || mv -f "$log" "$log.1"
    set -m
    # The service has no business with the owner's password or with the stack's own settings.
    supervise "$name" env -u KAURI_OWNER_DATABASE_URL -u KAURI_LOCAL -u KAURI_STACK -u KAURI_BROKER_PID_FILE \
        -u KAURI_POSTGRES_PID_FILE KAURI_HTTP_PORT="$port" "$@" 8>&- &
    SUPERVISORS[$name]=$!
    set +m
    printf '%s\n' "${SUPERVISORS[$name]}" >"$RUN_DIR/$name.supervisor.pid"
}

# A run that was killed by SIGKILL leaves its supervisors and its services behind.
end_orphans() {
    local file pid
    for file in "$RUN_DIR"/*supervisor.pid; do
        pid=$(pid_in "$file")
        is_alive "$pid" && grep -qsaF "deploy/${0##*/}" "/proc/$pid/cmdline" || continue
        [[ $(readlink "/proc/$pid/cwd") == "$CHECKOUT" ]] || continue
        say "  ending a service that an earlier run has left behind"
        kill -TERM "$pid"
        wait_until 40 is_gone "$pid" || kill -KILL "$pid"
    done
}

stop_services() {
    local name
    for name in "${!SUPERVISORS[@]}"; do kill -TERM "${SUPERVISORS[$name]}" 2>/dev/null || true; done
    for name in "${!SUPERVISORS[@]}"; do
        wait "${SUPERVISORS[$name]}" 2>/dev/null || true
        rm -f "$RUN_DIR/$name.pid" "$RUN_DIR/$name.supervisor.pid"
    done
    SUPERVISORS=()
}

# Do all supervisors live?
are_watched() {
    local name
    for name in "${!SUPERVISORS[@]}"; do is_alive "${SUPERVISORS[$name]}" || return 1; done
}

service_deaths() { cat "$RUN_DIR/$1.deaths" 2>/dev/null || printf '0\n'; }

# fail_if_died: no service may have died since it was started.
fail_if_died() {
    local name
    for name in "${!SUPERVISORS[@]}"; do
        [[ $(service_deaths "$name") -eq 0 ]] || fail "$name died: see $LOG_DIR/$name.log"
    done
}

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
is_ready_or_hopeless() { is_ready "$2" || (($(service_deaths "$1") >= 3)); }

# wait_for_service NAME PORT
wait_for_service() {
    wait_until 120 is_ready_or_hopeless "$1" "$2" || true
    if is_ready "$2"; then
        say "  ok  $1 is ready at http://127.0.0.1:$2"
        return
    fi
    tail -n 20 "$LOG_DIR/$1.log" | cut -c1-300 | sed 's/^/      /' >&2
    fail "$1 is not ready: see $LOG_DIR/$1.log"
}
