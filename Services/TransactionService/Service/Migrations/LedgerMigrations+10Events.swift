extension LedgerMigrations {
    /// What `kauri events republish` begins with a time by. Outcomes are appended nearly in the order of time, so the smallest kind of
    /// index will do, and a commit hardly pays for it.
    static let events = """
        CREATE INDEX outcomes_by_time ON outcomes USING brin (decided_at) WITH (autosummarize = on);
        """
}
