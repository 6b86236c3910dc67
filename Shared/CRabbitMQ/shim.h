// What Swift cannot see of librabbitmq or of the socket interface by itself: variadic functions, unions that are
// easier to fill in C, and Linux's TCP options.
#ifndef CRABBITMQ_SHIM_H
#define CRABBITMQ_SHIM_H

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

static inline amqp_table_entry_t crabbitmq_capability(const char *name) {
    amqp_table_entry_t entry;
    entry.key = amqp_cstring_bytes(name);
    entry.value.kind = AMQP_FIELD_KIND_BOOLEAN;
    entry.value.value.boolean = 1;
    return entry;
}

// amqp_login_with_properties is variadic. What is not announced here the broker does not send: without
// connection.blocked a publisher hangs on an alarm, without consumer_cancel_notify a consumer waits for ever on a
// deleted queue, without authentication_failure_close a wrong password looks like a lost connection.
static inline amqp_rpc_reply_t crabbitmq_login(
    amqp_connection_state_t connection, const char *virtual_host, int frame_maximum, int heartbeat_seconds,
    const char *connection_name, const char *user, const char *password
) {
    amqp_table_entry_t capabilities[] = {
        crabbitmq_capability("publisher_confirms"), crabbitmq_capability("basic.nack"),
        crabbitmq_capability("consumer_cancel_notify"), crabbitmq_capability("connection.blocked"),
        crabbitmq_capability("authentication_failure_close"), crabbitmq_capability("exchange_exchange_bindings"),
    };
    amqp_table_entry_t entries[2];
    entries[0].key = amqp_cstring_bytes("connection_name");
    entries[0].value.kind = AMQP_FIELD_KIND_UTF8;
    entries[0].value.value.bytes = amqp_cstring_bytes(connection_name);
    entries[1].key = amqp_cstring_bytes("capabilities");
    entries[1].value.kind = AMQP_FIELD_KIND_TABLE;
    entries[1].value.value.table.num_entries = (int)(sizeof(capabilities) / sizeof(capabilities[0]));
    entries[1].value.value.table.entries = capabilities;
    amqp_table_t properties = {2, entries};
    return amqp_login_with_properties(
        connection, virtual_host, 16, frame_maximum, heartbeat_seconds, &properties, AMQP_SASL_METHOD_PLAIN, user,
        password);
}

// The method and the header of one message; its body follows in frames of its own.
static inline int crabbitmq_send_publish(
    amqp_connection_state_t connection, amqp_channel_t channel, amqp_bytes_t exchange, amqp_bytes_t routing_key,
    int mandatory, amqp_basic_properties_t *properties, uint64_t body_size
) {
    amqp_basic_publish_t method = {0, exchange, routing_key, mandatory, 0};
    int status = amqp_send_method(connection, channel, AMQP_BASIC_PUBLISH_METHOD, &method);
    if (status != AMQP_STATUS_OK) return status;
    amqp_frame_t frame;
    frame.frame_type = AMQP_FRAME_HEADER;
    frame.channel = channel;
    frame.payload.properties.class_id = AMQP_BASIC_CLASS;
    frame.payload.properties.body_size = body_size;
    frame.payload.properties.decoded = properties;
    return amqp_send_frame(connection, &frame);
}

static inline int crabbitmq_send_body(
    amqp_connection_state_t connection, amqp_channel_t channel, const void *bytes, size_t count
) {
    amqp_frame_t frame;
    frame.frame_type = AMQP_FRAME_BODY;
    frame.channel = channel;
    frame.payload.body_fragment.len = count;
    frame.payload.body_fragment.bytes = (void *)bytes;
    return amqp_send_frame(connection, &frame);
}

static inline int crabbitmq_send_connection_close_ok(amqp_connection_state_t connection) {
    amqp_connection_close_ok_t method = {0};
    return amqp_send_method(connection, 0, AMQP_CONNECTION_CLOSE_OK_METHOD, &method);
}

static inline int crabbitmq_send_channel_close_ok(amqp_connection_state_t connection, amqp_channel_t channel) {
    amqp_channel_close_ok_t method = {0};
    return amqp_send_method(connection, channel, AMQP_CHANNEL_CLOSE_OK_METHOD, &method);
}

static inline void crabbitmq_set_option(int descriptor, int level, int option, int value) {
    (void)setsockopt(descriptor, level, option, &value, sizeof(value));
}

// While corked the kernel sends full segments only, so that a batch of small frames leaves in few packets.
static inline void crabbitmq_set_cork(int descriptor, int is_corked) {
    crabbitmq_set_option(descriptor, IPPROTO_TCP, TCP_CORK, is_corked);
}

static inline void crabbitmq_tune_socket(int descriptor, int send_buffer_bytes, int user_timeout_milliseconds) {
    crabbitmq_set_option(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    crabbitmq_set_option(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, user_timeout_milliseconds);
    crabbitmq_set_option(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1);
    crabbitmq_set_option(descriptor, SOL_SOCKET, SO_SNDBUF, send_buffer_bytes);
}

// Whether the socket is readable (1), writable (2), both (3) or neither within the time (0).
static inline int crabbitmq_poll(int descriptor, int milliseconds) {
    struct pollfd entry = {descriptor, POLLIN | POLLOUT, 0};
    if (poll(&entry, 1, milliseconds) <= 0) return 0;
    return (entry.revents & (POLLIN | POLLERR | POLLHUP) ? 1 : 0) | (entry.revents & POLLOUT ? 2 : 0);
}

#endif
