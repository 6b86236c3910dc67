# shellcheck shell=bash
# A private RabbitMQ: own epmd, node name, cookie, data, logs and plug-ins. Debian's wrapper in /usr/sbin insists on the
# system user and the system folders, so the scripts behind it are run directly, with a clean environment.

RABBIT_SCRIPTS=/usr/lib/rabbitmq/bin

rabbit_environment() {
    local loopback='-kernel inet_dist_use_interface {127,0,0,1}'
    RABBIT_HOME=$KAURI_LOCAL/rabbitmq
    RABBIT_NODE=kauri-$STACK_ID@localhost
    # A folder's path may be longer than what fits a line; each setting stays a word of its own.
    RABBIT_ENV=(
        "PATH=/usr/sbin:/usr/bin:/sbin:/bin" "LANG=C.UTF-8" "HOME=$RABBIT_HOME"
        "ERL_EPMD_PORT=$KAURI_EPMD_PORT" "ERL_EPMD_ADDRESS=127.0.0.1" "ERL_CRASH_DUMP=$LOG_DIR/erl_crash.dump"
        "RABBITMQ_NODENAME=$RABBIT_NODE" "RABBITMQ_DIST_PORT=$KAURI_DIST_PORT"
        "RABBITMQ_MNESIA_BASE=$RABBIT_HOME/mnesia" "RABBITMQ_LOG_BASE=$LOG_DIR"
        "RABBITMQ_CONFIG_FILE=$RABBIT_HOME/rabbitmq.conf" "RABBITMQ_CONF_ENV_FILE=$RABBIT_HOME/rabbitmq-env.conf"
        "RABBITMQ_ADVANCED_CONFIG_FILE=$RABBIT_HOME/advanced.config"
        "RABBITMQ_GENERATED_CONFIG_DIR=$RABBIT_HOME/config" "RABBITMQ_ENABLED_PLUGINS_FILE=$RABBIT_HOME/enabled_plugins"
        "RABBITMQ_PID_FILE=$RUN_DIR/broker.pid"
        # Bound and busily waiting schedulers would take the two cores away from the database and the service.
        "RABBITMQ_SCHEDULER_BIND_TYPE=u" "RABBITMQ_SCHEDULER_BUSY_WAIT_THRESHOLD=none"
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=$loopback ${RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:-}"
        "RABBITMQ_CTL_ERL_ARGS=$loopback"
    )
}

rabbitmqctl() { (cd / && env -i "${RABBIT_ENV[@]}" "$RABBIT_SCRIPTS/rabbitmqctl" "$@"); }

rabbit_configuration() {
    local megabytes watermark
    megabytes=$(memory_megabytes)
    watermark=$((megabytes * 2 / 5 < 4096 ? megabytes * 2 / 5 : 4096))
    cat <<SETTINGS
# Written by deploy/local/stack at every start.
listeners.tcp.1 = 127.0.0.1:$KAURI_AMQP_PORT
# The only user; created at the first start, in place of guest.
default_user = kauri
default_pass = $(setting "$KAURI_LOCAL/secrets" AMQP_PASSWORD)
default_user_tags.administrator = true
default_vhost = /
default_permissions.configure = .*
default_permissions.read = .*
default_permissions.write = .*
vm_memory_high_watermark.absolute = ${watermark}MB
disk_free_limit.absolute = 200MB
log.console = false
log.file.level = info
log.file.rotation.size = 20971520
log.file.rotation.count = 2
SETTINGS
}

write_rabbit_files() {
    mkdir -p "$RABBIT_HOME/mnesia" "$RABBIT_HOME/config"
    chmod 700 "$RABBIT_HOME"
    if [[ ! -s $RABBIT_HOME/.erlang.cookie ]]; then
        (umask 077 && random_secret >"$RABBIT_HOME/.erlang.cookie")
        chmod 400 "$RABBIT_HOME/.erlang.cookie"
    fi
    : >"$RABBIT_HOME/rabbitmq-env.conf"
    printf '[].\n' >"$RABBIT_HOME/advanced.config"
    printf '[rabbitmq_consistent_hash_exchange].\n' >"$RABBIT_HOME/enabled_plugins"
    (umask 077 && rabbit_configuration >"$RABBIT_HOME/rabbitmq.conf")
}

# rabbit_process FILE: the process in FILE, if it runs and was started for this stack (numbers are used again).
rabbit_process() {
    local pid
    pid=$(pid_in "$1")
    is_alive "$pid" && grep -qsz "^RABBITMQ_NODENAME=$RABBIT_NODE\$" "/proc/$pid/environ" && printf '%s' "$pid"
}

broker_pid() { rabbit_process "$RUN_DIR/broker.pid"; }
epmd_pid() { rabbit_process "$RUN_DIR/epmd.pid"; }

# A broker that is up answers the protocol header with the frame Connection.Start, whose first byte is 1. RabbitMQ
# opens its port only when plug-ins and queues are there, so this is also the sign that it is ready.
broker_answers() {
    [[ -n $(broker_pid) ]] || return 1
    [[ $({
        exec 3<>"/dev/tcp/127.0.0.1/$KAURI_AMQP_PORT"
        printf 'AMQP\0\0\011\001' >&3
        timeout 2 head -c 1 <&3 | od -An -tx1
    } 2>/dev/null) == ' 01' ]]
}

# Either ends the waiting: it answers, or it has died. (Just after its start it is not yet known by its environment.)
# RabbitMQ writes the file with its number anew while it starts: an empty file says nothing.
broker_answers_or_died() {
    local pid
    broker_answers && return
    pid=$(pid_in "$RUN_DIR/broker.pid")
    [[ -n $pid ]] && is_gone "$pid"
}

# in_background NAME COMMAND…: a process that outlives this one; its number is in run/NAME.pid, its output in log/NAME.log.
in_background() {
    local name=$1
    shift
    (
        cd /
        exec 9>&-
        bound_log "$LOG_DIR/$name.log"
        ulimit -S -n 65536 2>/dev/null || true
        exec setsid env -i "${RABBIT_ENV[@]}" detached=true "$@" </dev/null >>"$LOG_DIR/$name.log" 2>&1
    ) &
    printf '%s\n' "$!" >"$RUN_DIR/$name.pid"
}

start_epmd() {
    [[ -z $(epmd_pid) ]] || return 0
    in_background epmd epmd -address 127.0.0.1 -port "$KAURI_EPMD_PORT"
    wait_until 10 is_listening "$KAURI_EPMD_PORT" || fail "Erlang's port mapper did not start: see $LOG_DIR/epmd.log"
}

start_broker() {
    if broker_answers; then return; fi
    if [[ -z $(broker_pid) ]]; then
        claim_port KAURI_AMQP_PORT
        claim_port KAURI_DIST_PORT
        [[ -n $(epmd_pid) ]] || claim_port KAURI_EPMD_PORT
        rabbit_environment
        write_rabbit_files
        say "  starting RabbitMQ on 127.0.0.1:$KAURI_AMQP_PORT"
        start_epmd
        in_background broker "$RABBIT_SCRIPTS/rabbitmq-server"
    fi
    wait_until 180 broker_answers_or_died || fail "RabbitMQ does not answer after 180 s: see $LOG_DIR/broker.log"
    broker_answers || fail "RabbitMQ did not start: see $LOG_DIR/broker.log"
}

stop_broker() {
    local pid
    pid=$(broker_pid) || return 0
    say "  stopping RabbitMQ"
    kill -TERM "$pid"
    wait_until 60 is_gone "$pid" || kill_broker
    rm -f "$RUN_DIR/broker.pid"
}

kill_broker() {
    local pid
    pid=$(broker_pid) || return 0
    kill -KILL "$pid"
    wait_until 20 is_gone "$pid" || fail "RabbitMQ (process $pid) survives SIGKILL"
}

stop_epmd() {
    local pid
    pid=$(epmd_pid) || return 0
    kill -TERM "$pid"
    wait_until 10 is_gone "$pid" || kill -KILL "$pid"
    rm -f "$RUN_DIR/epmd.pid"
}
