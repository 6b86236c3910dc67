# shellcheck shell=bash
# What deploy/run and deploy/soak have in common: from a checkout to a service that is ready, and back.

STACK=$DEPLOY_DIR/local/stack
KAURI=''

# require_step …: a step without which there is no going on.
require_step() {
    step "$@" && return
    show_end "$2"
    fail "$1 failed: see $LOG_DIR/$2.log"
}

prepare_release() {
    local binaries
    install_packages
    require_swift
    require_step "private stack" stack "$STACK" up
    eval "$("$STACK" env)"
    require_step "release build" build swift build -c release --product transaction-service
    require_step "release build, kauri" build-kauri swift build -c release --product kauri
    binaries=$(swift build -c release --show-bin-path)
    KAURI=$binaries/kauri
    require_step "kauri migrate" migrate "$KAURI" migrate
    end_orphans
    keep_port KAURI_HTTP_PORT
    claim_port KAURI_HTTP_PORT
    start_service transaction-service "$KAURI_HTTP_PORT" "$binaries/transaction-service"
    wait_for_service transaction-service "$KAURI_HTTP_PORT"
}

# After prepare_release: the second service, and the secret under which tokens of this checkout are signed.
prepare_messaging() {
    local secrets=$KAURI_LOCAL/secrets
    [[ -n ${KAURI_TOKEN_SECRETS:-} ]] || KAURI_TOKEN_SECRETS=$(setting "$secrets" TOKEN_SECRETS)
    if [[ -z $KAURI_TOKEN_SECRETS ]]; then
        KAURI_TOKEN_SECRETS=local:$(head -c 32 /dev/urandom | base64 -w 0)
        keep_setting "$secrets" TOKEN_SECRETS "$KAURI_TOKEN_SECRETS"
    fi
    export KAURI_TOKEN_SECRETS
    require_step "release build, messaging" build-messaging swift build -c release --product messaging-service
    keep_port KAURI_MESSAGING_HTTP_PORT
    claim_port KAURI_MESSAGING_HTTP_PORT
    keep_port KAURI_MESSAGING_PORT
    claim_port KAURI_MESSAGING_PORT
    export KAURI_MESSAGING_PORT
    start_service messaging-service "$KAURI_MESSAGING_HTTP_PORT" "${KAURI%/*}/messaging-service"
    wait_for_service messaging-service "$KAURI_MESSAGING_HTTP_PORT"
}

stop_release() {
    stop_step
    stop_services
    "$STACK" down >"$LOG_DIR/stack-down.log" 2>&1 || say "the stack did not stop: $LOG_DIR/stack-down.log"
}
