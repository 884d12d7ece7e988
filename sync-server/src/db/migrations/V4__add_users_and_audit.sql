-- Who may open the organizer's page. Never deleted: the audit log names them.
CREATE TABLE organizer (
    id             INTEGER PRIMARY KEY,
    name           TEXT NOT NULL,
    name_key       TEXT NOT NULL,     -- folded: how the name is looked up
    role           TEXT NOT NULL
                   CHECK (role IN ('owner', 'organizer', 'field-lead', 'lawyer', 'viewer')),
    password       TEXT NOT NULL,     -- argon2id, as a PHC string
    made_at_ms     INTEGER NOT NULL,
    removed_at_ms  INTEGER
);
-- who signs in; a name is free again once its bearer is removed
CREATE UNIQUE INDEX organizer_by_name ON organizer (name_key) WHERE removed_at_ms IS NULL;

-- A browser that has signed in, or one that has before: of such a one, guessing by others does
-- not slow the sign-in.
CREATE TABLE browser (
    token_hash     TEXT PRIMARY KEY,
    organizer      INTEGER NOT NULL REFERENCES organizer (id),
    signed_in      INTEGER NOT NULL CHECK (signed_in IN (0, 1)),
    expires_at_ms  INTEGER NOT NULL
);
-- signing all of somebody's browsers out
CREATE INDEX browser_by_organizer ON browser (organizer);

-- Who saw, took out and changed what, by number. It is only added to.
CREATE TABLE audit (
    id         INTEGER PRIMARY KEY,
    at_ms      INTEGER NOT NULL,
    via        TEXT NOT NULL CHECK (via IN ('page', 'command', 'device')),
    organizer  INTEGER,               -- of a sign-in or of what was done on the page
    device     INTEGER,               -- of a join
    address    TEXT,                  -- where the request came from
    did        TEXT NOT NULL,
    about      TEXT NOT NULL          -- numbers and counts: `turf/3`, `rows/120`
);
-- the log of a time
CREATE INDEX audit_by_time ON audit (at_ms);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only added to');
END;

CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only added to');
END;
