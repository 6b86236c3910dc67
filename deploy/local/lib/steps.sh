# shellcheck shell=bash
# Steps: each is one line on the terminal with the time it took, and a log file with everything it said.

STEP_PID=''
STEP_TIMEOUT=${KAURI_STEP_TIMEOUT:-5400}

# step TITLE NAME COMMAND…: runs the command with its output in log/NAME.log; gives back its exit status.
step() {
    local title=$1 log=$LOG_DIR/$2.log started=$SECONDS status=0
    shift 2
    : >"$log"
    announce_step "$title" "$log" 0
    # A process group of its own, so that stopping a step stops what it has started too.
    set -m
    "$@" </dev/null >"$log" 2>&1 8>&- &
    STEP_PID=$!
    set +m
    watch_step "$title" "$log" "$started"
    wait "$STEP_PID" || status=$?
    STEP_PID=''
    finish_step "$title" "$log" "$started" "$status"
    return "$status"
}

announce_step() {
    local last
    if [[ -t 2 ]]; then
        last=$(tail -c 400 "$2" 2>/dev/null | tail -n 1 | tr -d '\000-\037\177')
        printf '\r\033[K  ……  %-28s %4d s  %.60s' "$1" "$3" "$last" >&2
    elif (($3 > 0 && $3 % 60 == 0)); then
        say "  ……  $(printf '%-28s %4d s' "$1" "$3")"
    fi
}

watch_step() {
    local title=$1 log=$2 started=$3 last=0 now
    while is_alive "$STEP_PID"; do
        sleep 0.2
        now=$((SECONDS - started))
        ((now == last)) || announce_step "$title" "$log" "$now"
        last=$now
        ((now < STEP_TIMEOUT)) || { say "  $title: stopped after $STEP_TIMEOUT s" && stop_step && return; }
    done
}

finish_step() {
    local word='ok' colour=32
    [[ $4 -eq 0 ]] || { word='FAIL' && colour=31; }
    if [[ -t 2 ]]; then
        printf '\r\033[K\033[%sm%4s\033[0m  %-28s %4d s\n' "$colour" "$word" "$1" $((SECONDS - $3)) >&2
    else
        printf '%4s  %-28s %4d s\n' "$word" "$1" $((SECONDS - $3)) >&2
    fi
    [[ $4 -eq 0 ]] || say "      log: $2"
}

# Ends the running step, politely first.
stop_step() {
    [[ -n $STEP_PID ]] || return 0
    kill -TERM -- "-$STEP_PID" 2>/dev/null || true
    wait_until 10 is_gone "$STEP_PID" || true
    kill -KILL -- "-$STEP_PID" 2>/dev/null || true
}

# show_end NAME [LINES]: the last lines of a step's log, for whoever watches.
show_end() {
    say "      ----"
    tail -n "${2:-30}" "$LOG_DIR/$1.log" | cut -c1-300 | sed 's/^/      /' >&2
    say "      ----"
}
