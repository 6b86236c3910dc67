extension LedgerMigrations {
    /// Chains of links, one link for each commit; see Shared/Contracts/audit-chain.md.
    ///
    /// What was committed before this step has no links: the first link of each chain says when its time begins.
    static let audit = """
        CREATE TABLE audit_links (
            chain integer NOT NULL CHECK (chain >= 0),
            sequence bigint NOT NULL CHECK (sequence > 0),
            previous bytea NOT NULL CHECK (octet_length(previous) = 32),
            hash bytea NOT NULL CHECK (octet_length(hash) = 32),
            -- Every outcome, transaction and flag of the batch has its number in here, and nobody else's does.
            numbers int8multirange NOT NULL CHECK (NOT isempty(numbers)),
            -- Accounts without a limit: the place and balance of their entries are the database's own and not hashed.
            unlimited bigint[] NOT NULL,
            decided_at timestamptz NOT NULL,
            PRIMARY KEY (chain, sequence)
        );
        CREATE TRIGGER audit_links_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_links
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

        CREATE FUNCTION check_link() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            head bytea;
        BEGIN
            IF NEW.sequence = 1 THEN
                head := decode(repeat('00', 32), 'hex');
            ELSE
                SELECT hash INTO head FROM audit_links WHERE chain = NEW.chain AND sequence = NEW.sequence - 1;
            END IF;
            IF head IS DISTINCT FROM NEW.previous THEN
                RAISE EXCEPTION 'link % of chain % does not follow the one before', NEW.sequence, NEW.chain
                    USING ERRCODE = '23514', CONSTRAINT = 'audit_links_follow';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER audit_links_follow BEFORE INSERT ON audit_links FOR EACH ROW EXECUTE FUNCTION check_link();

        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'kauri_service') THEN
                GRANT SELECT, INSERT ON audit_links TO kauri_service;
            END IF;
        END $$;
        """
}
