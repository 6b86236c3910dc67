# shellcheck shell=bash
# Debian packages and the Swift toolchain: installs what is missing, says what cannot be installed.

PACKAGES=(rabbitmq-server postgresql postgresql-contrib librabbitmq-dev libpq-dev pkg-config
    prometheus python3 python3-venv procps util-linux)

# The tests' browser. Ubuntu has it as a snap alone, which a container cannot run.
want_browser() {
    ! grep -qsx 'ID=debian' /etc/os-release || PACKAGES+=(chromium chromium-driver)
}

missing_packages() {
    local name
    for name in "${PACKAGES[@]}"; do
        [[ $(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || printf '%s ' "$name"
    done
}

as_root() {
    if is_root; then
        "$@"
    elif [[ -t 0 ]]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

POLICY=/usr/sbin/policy-rc.d
POLICY_MARK='# Made by deploy/local/packages for the time of one installation.'

# The private servers need the programs, not Debian's own services: those are not started while packages are installed.
# A policy that somebody else has set is left alone; one that a killed run of ours left behind is taken over.
hold_services() {
    if [[ ! -e $POLICY ]] || grep -qsF "$POLICY_MARK" "$POLICY"; then
        trap release_services EXIT
        trap 'exit 130' INT TERM
        printf '#!/bin/sh\n%s\nexit 101\n' "$POLICY_MARK" | as_root tee "$POLICY" >/dev/null
        as_root chmod 755 "$POLICY"
    fi
}

release_services() {
    if grep -qsF "$POLICY_MARK" "$POLICY"; then as_root rm -f "$POLICY"; fi
}

# apt_get LOG ARGUMENT…: waits up to five minutes for another apt that is at work.
apt_get() {
    local log=$1
    shift
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -y "$@" </dev/null >>"$log" 2>&1
}

install_packages() {
    local log=$LOG_DIR/packages.log missing
    command -v apt-get >/dev/null \
        || fail "this is not Debian (no apt-get); install PostgreSQL 15, RabbitMQ 3.10, librabbitmq and libpq by hand"
    missing=$(missing_packages)
    [[ -n $missing ]] || return 0
    say "installing $missing"
    if ! is_root; then
        command -v sudo >/dev/null || fail "missing packages, and no sudo; as root: apt-get install $missing"
        [[ -t 0 ]] || sudo -n true 2>/dev/null \
            || fail "missing packages, and sudo wants a password; as root: apt-get install $missing"
    fi
    # The subshell gives the policy back on every way out.
    # shellcheck disable=SC2086 # A list of names, split on purpose.
    (
        hold_services
        apt_get "$log" update || say "  apt-get update failed; trying with the lists at hand"
        apt_get "$log" install --no-install-recommends $missing
    ) || say "  apt-get reported an error: $log"
    # A service that does not start here is not our affair; a program that is not there is.
    missing=$(missing_packages)
    [[ -z $missing ]] || fail "apt-get could not install $missing(see $log)"
}

require_swift() {
    local version
    command -v swift >/dev/null || fail "swift is not in PATH; install Swift 6.2 or later from https://www.swift.org/install"
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    [[ $version =~ ^[0-9]+\.[0-9]+$ ]] || fail "swift --version does not answer; is the toolchain complete?"
    ((${version%.*} > 6 || (${version%.*} == 6 && ${version#*.} >= 2))) \
        || fail "Swift $version is too old; 6.2 or later is needed"
}
