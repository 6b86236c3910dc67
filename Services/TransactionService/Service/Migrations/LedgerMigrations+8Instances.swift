extension LedgerMigrations {
    /// What several instances share the partitions by: who has which, and how one that died is brought to its end.
    static let instances = """
        -- A lease that is fenced can neither be renewed nor used by a new connection; once it is silenced, none is left that could commit. Its row
        -- goes when all that it has committed is announced, and its partitions with it.
        ALTER TABLE instances
            DROP COLUMN backends,
            ADD COLUMN partitions integer NOT NULL DEFAULT 0,
            ADD COLUMN fenced_at timestamptz,
            ADD COLUMN silenced_at timestamptz,
            ADD CHECK (silenced_at IS NULL OR fenced_at IS NOT NULL);

        -- The connections that commit under a lease. Process numbers are used again, so the start belongs to it.
        CREATE TABLE instance_backends (
            instance_id text NOT NULL REFERENCES instances ON DELETE CASCADE,
            process_id integer NOT NULL,
            started_at timestamptz NOT NULL,
            PRIMARY KEY (instance_id, process_id)
        );

        -- A partition has one owner at a time, whatever the instances think.
        CREATE TABLE partition_owners (
            number integer PRIMARY KEY CHECK (number >= 0),
            instance_id text NOT NULL REFERENCES instances ON DELETE CASCADE,
            since timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        CREATE INDEX partition_owners_by_instance ON partition_owners (instance_id);

        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'kauri_service') THEN
                GRANT SELECT, INSERT, UPDATE, DELETE ON instance_backends, partition_owners TO kauri_service;
            END IF;
        END $$;
        """
}
