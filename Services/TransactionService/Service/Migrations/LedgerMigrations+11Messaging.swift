extension LedgerMigrations {
    /// Messages, conversations and what people have chosen: one log with gapless positions, and the state that it tells of.
    ///
    /// The position is handed out from `messaging.head`, a row that every transaction which appends locks: so the order of positions is the order of
    /// commit, and there is nothing behind a position that could still appear before it.
    static let messaging = """
        CREATE SCHEMA messaging;

        CREATE TABLE messaging.head (
            one boolean PRIMARY KEY DEFAULT true CHECK (one),
            -- The last position of the log.
            position bigint NOT NULL CHECK (position >= 0),
            -- When it was given; never falls along the log, whatever the clock does.
            appended_at timestamptz NOT NULL
        ) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
        INSERT INTO messaging.head (position, appended_at) VALUES (0, clock_timestamp());

        CREATE TABLE messaging.log (
            position bigint PRIMARY KEY CHECK (position > 0),
            stored_at timestamptz NOT NULL,
            -- 0 message, 1 edit, 2 deletion, 3 conversation, 4 person
            record smallint NOT NULL,
            stream text COLLATE "C" NOT NULL,
            -- Of an edit and a deletion: which message they are about. 16 bytes.
            message_id bytea,
            -- Of an edit: its number; 0 of what can only be there once.
            number integer,
            sender text COLLATE "C",
            sender_id text COLLATE "C",
            sent_at timestamptz,
            -- 0 chat, 1 notification
            kind smallint,
            priority smallint,
            -- The two members of a direct conversation with a blank between.
            pair text COLLATE "C",
            body text,
            key_id text COLLATE "C",
            -- A JSON object, as it is sent.
            metadata text,
            expires_at timestamptz,
            -- SHA-256 over what a message says: the same id may not say anything else.
            digest bytea,
            -- Of a conversation or a person: the whole state from here on, as JSON.
            document text,
            CONSTRAINT log_message CHECK ((record = 0) = (digest IS NOT NULL AND sender_id IS NOT NULL AND kind IS NOT NULL
                AND priority IS NOT NULL)),
            CONSTRAINT log_sent CHECK ((record IN (0, 1, 2)) = (message_id IS NOT NULL AND number IS NOT NULL AND sender IS NOT NULL
                AND sent_at IS NOT NULL)),
            CONSTRAINT log_state CHECK ((record IN (3, 4)) = (document IS NOT NULL))
        );
        -- Whatever is said about a message stands beside it; each of it once.
        CREATE UNIQUE INDEX log_once ON messaging.log (message_id, record, number);
        CREATE INDEX log_by_stream ON messaging.log (stream, position);
        -- What may have to be offered by another way.
        CREATE INDEX log_notifications ON messaging.log (position) WHERE kind = 1;
        -- What is to be forgotten.
        CREATE INDEX log_expiring ON messaging.log (expires_at) WHERE expires_at IS NOT NULL AND body IS NOT NULL;

        CREATE TABLE messaging.conversations (
            id text COLLATE "C" PRIMARY KEY,
            version bigint NOT NULL CHECK (version >= 0),
            title text CHECK (octet_length(title) <= 256),
            created_at timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        CREATE TABLE messaging.members (
            person text COLLATE "C" NOT NULL,
            conversation text COLLATE "C" NOT NULL REFERENCES messaging.conversations (id),
            role text NOT NULL CHECK (role IN ('owner', 'member', 'reader')),
            PRIMARY KEY (person, conversation)
        );
        CREATE INDEX members_by_conversation ON messaging.members (conversation, person);

        CREATE TABLE messaging.settings (
            person text COLLATE "C" PRIMARY KEY,
            version bigint NOT NULL CHECK (version >= 0),
            blocked text[] COLLATE "C" NOT NULL DEFAULT '{}',
            topics text[] COLLATE "C" NOT NULL DEFAULT '{}',
            muted text[] COLLATE "C" NOT NULL DEFAULT '{}',
            channels text[] COLLATE "C" NOT NULL DEFAULT '{email,push,sms}',
            -- Minutes of the day in the time zone.
            quiet_from smallint CHECK (quiet_from BETWEEN 0 AND 1439),
            quiet_to smallint CHECK (quiet_to BETWEEN 0 AND 1439),
            time_zone text,
            language text,
            CONSTRAINT settings_quiet_hours CHECK (
                (quiet_from IS NULL) = (quiet_to IS NULL) AND (quiet_from IS NULL) = (time_zone IS NULL))
        );

        -- How far each device has everything.
        CREATE TABLE messaging.delivered (
            person text COLLATE "C" NOT NULL,
            device text COLLATE "C" NOT NULL,
            position bigint NOT NULL,
            moved_at timestamptz NOT NULL,
            PRIMARY KEY (person, device)
        ) WITH (fillfactor = 70);
        -- How far somebody has read a conversation.
        CREATE TABLE messaging.read (
            person text COLLATE "C" NOT NULL,
            conversation text COLLATE "C" NOT NULL,
            position bigint NOT NULL,
            moved_at timestamptz NOT NULL,
            PRIMARY KEY (person, conversation)
        ) WITH (fillfactor = 70);

        -- What was decided about commands on conversations, blocks, topics and preferences.
        CREATE TABLE messaging.outcomes (
            subject text COLLATE "C" NOT NULL,
            message_id text COLLATE "C" NOT NULL,
            is_committed boolean NOT NULL,
            proof smallint NOT NULL,
            decided_at timestamptz NOT NULL,
            type text NOT NULL,
            error_code text,
            actor_id text,
            actor_role text,
            traceparent text,
            fingerprint bytea NOT NULL,
            document text NOT NULL,
            PRIMARY KEY (subject, message_id)
        );

        -- How far those have come who follow the log inside of the service: search, offline, retention.
        CREATE TABLE messaging.progress (
            name text PRIMARY KEY,
            position bigint NOT NULL CHECK (position >= 0)
        ) WITH (fillfactor = 50);
        INSERT INTO messaging.progress (name, position) VALUES ('search', 0), ('offline', 0), ('retention', 0);

        -- The words of messages that can be searched, filled behind the log: in the same insert they would halve what can be stored in a second.
        CREATE TABLE messaging.search (
            position bigint PRIMARY KEY,
            stream text COLLATE "C" NOT NULL,
            words tsvector NOT NULL
        );
        CREATE INDEX search_words ON messaging.search USING gin (words) WITH (fastupdate = on);

        -- Notifications that nobody has acknowledged in time, until the broker has confirmed the offer.
        CREATE TABLE messaging.offers (
            position bigint PRIMARY KEY,
            person text COLLATE "C" NOT NULL,
            -- Not before; later than at once where it comes in somebody's quiet hours.
            due_at timestamptz NOT NULL
        );
        CREATE INDEX offers_due ON messaging.offers (due_at, position);
        """

    /// What holds even if the service were wrong: the log has no gap and is never changed but for bodies that are forgotten; versions and markers only
    /// move forward.
    static let messagingGuards = """
        CREATE FUNCTION messaging.check_appended() RETURNS trigger LANGUAGE plpgsql
            SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
        DECLARE
            first bigint;
            last bigint;
            rows bigint;
        BEGIN
            SELECT min(position), max(position), count(*) INTO first, last, rows FROM inserted;
            IF rows > 0 AND (last - first + 1 <> rows
                OR (first > 1 AND NOT EXISTS (SELECT FROM messaging.log WHERE position = first - 1))) THEN
                RAISE EXCEPTION 'the log would have a gap at % to %', first, last
                    USING ERRCODE = '23514', CONSTRAINT = 'log_continuous';
            END IF;
            -- The statement that appends moves the head too.
            IF rows > 0 AND last <> (SELECT position FROM messaging.head WHERE one) THEN
                RAISE EXCEPTION 'the log would end at %, and its head says otherwise', last
                    USING ERRCODE = '23514', CONSTRAINT = 'head_is_last';
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER log_checked AFTER INSERT ON messaging.log REFERENCING NEW TABLE AS inserted
            FOR EACH STATEMENT EXECUTE FUNCTION messaging.check_appended();

        CREATE FUNCTION messaging.check_head() RETURNS trigger LANGUAGE plpgsql
            SET enable_seqscan = off AS $$
        BEGIN
            IF NEW.position < OLD.position OR (NEW.position > 0
                AND NOT EXISTS (SELECT FROM messaging.log WHERE position = NEW.position)) THEN
                RAISE EXCEPTION 'the head of the log would be %, where nothing stands', NEW.position
                    USING ERRCODE = '23514', CONSTRAINT = 'head_is_last';
            END IF;
            RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER head_is_last AFTER UPDATE ON messaging.head DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION messaging.check_head();
        CREATE TRIGGER head_stays BEFORE INSERT OR DELETE OR TRUNCATE ON messaging.head
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

        CREATE FUNCTION messaging.check_forgetting() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            kept messaging.log := NEW;
        BEGIN
            kept.body := OLD.body;
            kept.metadata := OLD.metadata;
            IF NEW.body IS NOT NULL OR NEW.metadata IS NOT NULL OR kept IS DISTINCT FROM OLD THEN
                RAISE EXCEPTION 'the log is append-only: what it says can be forgotten and not changed'
                    USING ERRCODE = '42501';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER log_only_forgets BEFORE UPDATE ON messaging.log
            FOR EACH ROW EXECUTE FUNCTION messaging.check_forgetting();
        CREATE TRIGGER log_append_only BEFORE DELETE OR TRUNCATE ON messaging.log
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER outcomes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON messaging.outcomes
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

        CREATE FUNCTION messaging.refuse_step_back() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% only moves forward', TG_TABLE_NAME USING ERRCODE = '23514', CONSTRAINT = 'moves_forward';
        END $$;
        CREATE TRIGGER conversations_move_forward BEFORE UPDATE ON messaging.conversations
            FOR EACH ROW WHEN (NEW.version <= OLD.version OR NEW.id <> OLD.id) EXECUTE FUNCTION messaging.refuse_step_back();
        CREATE TRIGGER settings_move_forward BEFORE UPDATE ON messaging.settings
            FOR EACH ROW WHEN (NEW.version <= OLD.version OR NEW.person <> OLD.person)
            EXECUTE FUNCTION messaging.refuse_step_back();
        CREATE TRIGGER delivered_moves_forward BEFORE UPDATE ON messaging.delivered
            FOR EACH ROW WHEN (NEW.position < OLD.position) EXECUTE FUNCTION messaging.refuse_step_back();
        CREATE TRIGGER read_moves_forward BEFORE UPDATE ON messaging.read
            FOR EACH ROW WHEN (NEW.position < OLD.position) EXECUTE FUNCTION messaging.refuse_step_back();
        CREATE TRIGGER progress_moves_forward BEFORE UPDATE ON messaging.progress
            FOR EACH ROW WHEN (NEW.position < OLD.position) EXECUTE FUNCTION messaging.refuse_step_back();
        """

    /// What the service's own role may do with them.
    static let messagingGrants = """
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'kauri_service') THEN
                GRANT USAGE ON SCHEMA messaging TO kauri_service;
                GRANT SELECT ON ALL TABLES IN SCHEMA messaging TO kauri_service;
                GRANT UPDATE ON messaging.head, messaging.progress TO kauri_service;
                GRANT INSERT ON messaging.log, messaging.outcomes TO kauri_service;
                GRANT UPDATE (body, metadata) ON messaging.log TO kauri_service;
                GRANT INSERT, UPDATE ON messaging.conversations, messaging.settings TO kauri_service;
                GRANT INSERT, UPDATE, DELETE ON messaging.members, messaging.delivered, messaging.read, messaging.search,
                    messaging.offers TO kauri_service;
            END IF;
        END $$;
        """
}
