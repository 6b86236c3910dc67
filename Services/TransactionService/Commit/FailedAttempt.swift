import Postgres

/// What the failure of an attempt calls for.
public enum FailedAttempt: Sendable {
    /// Somebody else was in the way and is past: again at once.
    case conflict
    /// The database does not take the data; or somebody else was quicker with the same key, which shows the second time.
    case data
    /// Somebody has held for seconds what is waited for.
    case blocked
    /// The database is away: again after a pause.
    case outage

    /// Reads an error; what is none of the database's is waited out.
    public init(_ error: any Error) {
        let failure = error as? PostgresError
        if failure?.isUniqueViolation == true || failure?.isDataError == true {
            self = .data
        } else if failure?.isSerializationConflict == true {
            self = .conflict
        } else if failure?.isLockTimeout == true {
            self = .blocked
        } else {
            self = .outage
        }
    }
}
