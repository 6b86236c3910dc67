# shellcheck shell=bash
# What every script under deploy/ shares: places, messages, bounded waiting, small files of settings.
# Sourced, never executed.
# shellcheck disable=SC2034 # The scripts that source this file read its variables.

DEPLOY_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
CHECKOUT=$(dirname "$DEPLOY_DIR")

# Progress goes to standard error, so that standard output stays for what other programs read.
# Nobody reading it is no reason to leave work undone.
say() { printf '%s\n' "$*" >&2 || true; }

# One line that says what is missing, then the end.
fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

is_root() { [[ ${EUID} -eq 0 ]]; }

# use_folder DIR: everything of one stack lives in DIR, and its node name is derived from DIR.
use_folder() {
    local dir=$1
    mkdir -p "$dir" || fail "cannot create the folder $dir"
    KAURI_LOCAL=$(cd "$dir" && pwd -P)
    [[ $KAURI_LOCAL =~ ^[A-Za-z0-9/._+@,=-]+$ ]] \
        || fail "the path $KAURI_LOCAL has a character that Erlang cannot take; set KAURI_LOCAL to another folder"
    export KAURI_LOCAL
    STACK_ID=$(printf '%s' "$KAURI_LOCAL" | sha256sum | cut -c1-10)
    LOG_DIR=$KAURI_LOCAL/log
    RUN_DIR=$KAURI_LOCAL/run
    mkdir -p "$LOG_DIR" "$RUN_DIR"
}

# random_secret: 32 characters that need no quoting in a URL, a shell or a configuration file.
random_secret() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# setting FILE KEY: the value of KEY in a file of KEY=value lines; nothing when it has none.
setting() {
    [[ -f $1 ]] || return 0
    sed -n "s/^$2=//p" "$1" | tail -n 1
}

# keep_setting FILE KEY VALUE: replaces the line or adds it, whole file at once. The mode is 600 from the first byte.
keep_setting() {
    local file=$1 key=$2 value=$3
    (
        umask 077
        { [[ ! -f $file ]] || grep -v "^$key=" "$file" || true; } >"$file.new"
        printf '%s=%s\n' "$key" "$value" >>"$file.new"
        mv "$file.new" "$file"
    )
}

# wait_until SECONDS COMMAND…: asks every 0.1 s; status 1 when the time is over.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

# only_one WHAT: holds descriptor 8 until the end, so that a second run does not take the first one's servers away.
# What is started to stay must not inherit it: `8>&-`.
only_one() {
    exec 8>"$KAURI_LOCAL/busy"
    flock -n 8 || fail "another $1 is at work in $KAURI_LOCAL"
}

# at_the_end COMMAND: runs on every way out, the closing of the terminal or of a pipe among them.
at_the_end() {
    # shellcheck disable=SC2064 # The command is known now.
    trap "$1" EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP PIPE
}

# The first line of such a command: gives back the exit status, and from here nothing interrupts.
begin_end() {
    local status=$?
    trap - EXIT
    trap '' INT TERM HUP PIPE
    set +e
    return "$status"
}

# pid_in FILE: the process number kept in FILE, or nothing.
pid_in() {
    local pid=''
    [[ ! -r $1 ]] || read -r pid <"$1" || true
    [[ ! $pid =~ ^[0-9]+$ ]] || printf '%s' "$pid"
}

is_alive() { [[ -n ${1:-} ]] && kill -0 "$1" 2>/dev/null && ! is_zombie "$1"; }

# A killed process that nobody has waited for yet does no harm: it holds no port and no file.
is_zombie() { [[ $(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null) == Z ]]; }

is_gone() { ! is_alive "$1"; }

# bound_log FILE: a log beyond 50 MB becomes FILE.1 before the next start; the one before it goes.
bound_log() {
    [[ ! -f $1 ]] || (($(stat -c %s "$1") < 50 * 1024 * 1024)) || mv -f "$1" "$1.1"
}

memory_megabytes() { awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo; }

# with_lock: one command at a time may change a stack. Children must not inherit descriptor 9: `9>&-`.
with_lock() {
    exec 9>"$KAURI_LOCAL/lock"
    flock -w 300 9 || fail "another command has been busy with $KAURI_LOCAL for five minutes"
}
