import Postgres

/// What a store finds wrong by itself.
enum StoreError: Error {
    /// The connection was lost between loading and committing.
    case connectionGone
    /// The lease under which the connection was to be used has been fenced, or there is none.
    case leaseGone
    /// A row holds what this program does not know: the database is newer, or damaged.
    case unknownValue(String)
}
