-- Who this phone is to the server. One row, from the first join on.
CREATE TABLE identity (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    server        TEXT    NOT NULL,  -- scheme, host and port
    token         TEXT    NOT NULL,  -- drawn here; the server keeps its hash
    code          TEXT    NOT NULL,  -- the invite, until the join is answered
    device        INTEGER,           -- NULL until the join is answered
    incarnation   TEXT    NOT NULL,  -- 16 hexadecimal digits
    next_n        INTEGER NOT NULL CHECK (next_n >= 1),
    acc           INTEGER NOT NULL CHECK (acc >= 0),   -- decided and committed on the server
    dur           INTEGER NOT NULL CHECK (dur >= 0),   -- the same on its second copy
    synced_at_ms  INTEGER            -- last answer of the server, by this phone's clock
) STRICT;

-- Captured changes. The line is what was hashed and is sent, byte for byte.
-- Those of earlier incarnations stay for the count of what this phone recorded.
CREATE TABLE op (
    incarnation  TEXT    NOT NULL,
    n            INTEGER NOT NULL CHECK (n >= 1),
    line         TEXT    NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('pending', 'accepted', 'refused')),
    refused      TEXT,               -- the reason's word on the wire
    PRIMARY KEY (incarnation, n),
    CHECK ((state = 'refused') = (refused IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- How far each stream is held.
CREATE TABLE cursor (
    stream  TEXT    PRIMARY KEY,
    seq     INTEGER NOT NULL CHECK (seq >= 0),
    tag     TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- What this phone holds of the world. A row without `seq` is the overlay of an op of its own
-- that has not come back yet. The value is kept whole, with fields that this version does not
-- know.
CREATE TABLE row (
    kind    TEXT    NOT NULL,
    key     TEXT    NOT NULL,
    stream  TEXT,                    -- NULL for an overlay
    seq     INTEGER,
    place   TEXT,                    -- 'door/7' or 'building/3'
    value   TEXT    NOT NULL,
    PRIMARY KEY (kind, key),
    CHECK ((stream IS NULL) = (seq IS NULL))
) STRICT, WITHOUT ROWID;

-- everything at one door: the door's screen, the state of a stop
CREATE INDEX row_by_place ON row (place, kind) WHERE place IS NOT NULL;
-- reset of a stream, and a row that comes back as {n, seq}
CREATE INDEX row_by_stream ON row (stream, seq) WHERE stream IS NOT NULL;

-- Street packs by the SHA-256 of their bytes.
CREATE TABLE street_pack (
    sha256  TEXT PRIMARY KEY,
    bytes   BLOB NOT NULL
) STRICT;
