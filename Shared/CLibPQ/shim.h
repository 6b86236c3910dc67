// What Swift cannot see of libpq's headers: character macros, and the two calls of <sys/eventfd.h>.
#ifndef KAURI_CLIBPQ_SHIM_H
#define KAURI_CLIBPQ_SHIM_H

#include <libpq-fe.h>
#include <sys/eventfd.h>

static const int kauri_pq_diag_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int kauri_pq_diag_sqlstate = PG_DIAG_SQLSTATE;
static const int kauri_pq_diag_message = PG_DIAG_MESSAGE_PRIMARY;
static const int kauri_pq_diag_detail = PG_DIAG_MESSAGE_DETAIL;
static const int kauri_pq_diag_hint = PG_DIAG_MESSAGE_HINT;
static const int kauri_pq_diag_schema = PG_DIAG_SCHEMA_NAME;
static const int kauri_pq_diag_table = PG_DIAG_TABLE_NAME;
static const int kauri_pq_diag_column = PG_DIAG_COLUMN_NAME;
static const int kauri_pq_diag_constraint = PG_DIAG_CONSTRAINT_NAME;

// A counter that wakes a thread out of poll(2); closed on exec, never blocking.
static inline int kauri_wake_open(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

#endif
