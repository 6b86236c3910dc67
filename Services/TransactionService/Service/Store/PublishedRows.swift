/// Outbox rows whose events the broker has confirmed, waiting to be deleted with a later commit, or by the upkeep when there is none.
actor PublishedRows {
    private var ids: [Int64] = []

    /// Notes rows. There are never more than a few: a lane has at most two batches under way, and upkeep comes every second.
    func add(_ rows: [Int64]) { ids += rows }

    /// Takes all rows that are to be deleted; who takes them deletes them or puts them back.
    func take() -> [Int64] {
        defer { ids = [] }
        return ids
    }

    /// Gives back rows that could not be deleted after all.
    func putBack(_ taken: [Int64]) { ids += taken }
}
