import Contracts

/// The streams that are a person's now, as a part of statements.
enum OwnStreams {
    /// A table `mine` with the column `stream`, for `WITH`.
    ///
    /// - Parameter person: a parameter such as `$1`.
    static func mine(_ person: String) -> String {
        """
        mine AS MATERIALIZED (
            SELECT ('c:' || conversation) COLLATE "C" AS stream FROM messaging.members WHERE person = \(person)
            UNION ALL
            SELECT ('i:' || \(person)::text) COLLATE "C"
            UNION ALL
            SELECT ('t:' || topic) COLLATE "C" FROM messaging.settings CROSS JOIN unnest(topics) AS topic WHERE person = \(person)
            UNION ALL
            SELECT 'all' COLLATE "C"
        )
        """
    }
}
