extension World {
    /// What is wrong with the log; nil where its positions have no gap and its head is the last one.
    public nonisolated func gapInTheLog() async throws -> String? {
        let wrong = try await count(
            """
            SELECT count(*) FROM (SELECT position, row_number() OVER (ORDER BY position) AS place FROM messaging.log) AS log
            WHERE position <> place
            """)
        let head = try await count("SELECT position FROM messaging.head")
        let rows = try await count("SELECT count(*) FROM messaging.log")
        return wrong == 0 && head == rows ? nil : "\(wrong) positions are wrong; head \(head), \(rows) rows"
    }
}
