# shellcheck shell=bash
# Ports: chosen once, kept in $KAURI_LOCAL/ports, so that addresses stay the same from one start to the next.

# is_listening PORT: does anything on this machine's loopback answer there?
is_listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The range lies below Linux's ephemeral ports, so that no outgoing connection takes one of ours.
free_port() {
    local port attempt
    for ((attempt = 0; attempt < 200; attempt++)); do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        if ! is_listening "$port" && ! grep -qs "=$port\$" "$KAURI_LOCAL/ports"; then
            printf '%s' "$port"
            return
        fi
    done
    fail "no free port between 20000 and 32000"
}

# What the caller's environment asked for, before keep_port fills in the rest.
declare -A ASKED_PORTS=()

# keep_port NAME: sets the variable NAME from the environment, else from the file, else to a free port, and keeps it.
keep_port() {
    local name=$1 file=$KAURI_LOCAL/ports value
    ASKED_PORTS[$name]=${!name:-}
    value=${!name:-}
    [[ -n $value ]] || value=$(setting "$file" "$name")
    [[ -n $value ]] || value=$(free_port)
    if [[ ! $value =~ ^[1-9][0-9]{0,4}$ ]] || ((value > 65535)); then
        fail "$name must be a port, not '$value'"
    fi
    [[ $(setting "$file" "$name") == "$value" ]] || keep_setting "$file" "$name" "$value"
    printf -v "$name" '%s' "$value"
}

# claim_port NAME: for a server that is about to start. A kept port that somebody else has taken in the meantime is
# replaced; one that the environment asked for is an error.
claim_port() {
    local name=$1
    is_listening "${!name}" || return 0
    [[ -z ${ASKED_PORTS[$name]} ]] || fail "port ${!name} ($name) is taken by another process"
    say "  port ${!name} has been taken by another process; choosing another for $name"
    printf -v "$name" '%s' "$(free_port)"
    keep_setting "$KAURI_LOCAL/ports" "$name" "${!name}"
}
