-- The organizer's database. What both SQLite and PostgreSQL accept is written so that both do.

CREATE TABLE campaign (
    id     INTEGER PRIMARY KEY,
    value  TEXT NOT NULL              -- model::Campaign as JSON
);

CREATE TABLE script (
    id       INTEGER PRIMARY KEY,
    version  INTEGER NOT NULL,
    value    TEXT NOT NULL            -- script::Script as JSON
);

-- The imported streets: one map is in force.
CREATE TABLE street_map (
    id           INTEGER PRIMARY KEY,
    pack         BLOB NOT NULL,       -- streets::pack of the whole area
    water        TEXT NOT NULL,       -- JSON: lists of points, for drawing
    attribution  TEXT NOT NULL
);

CREATE TABLE building (
    id           INTEGER PRIMARY KEY,
    house_key    TEXT NOT NULL,       -- folded street and number
    postcode     TEXT NOT NULL,
    city_key     TEXT NOT NULL,       -- folded city
    line         TEXT NOT NULL,
    access       TEXT,
    last_rank    INTEGER NOT NULL DEFAULT 0
);
-- the building at an address: import
CREATE INDEX building_by_address ON building (house_key);

CREATE TABLE turf (
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL,
    minutes      INTEGER NOT NULL,    -- walking and doors, as cut
    streets      TEXT                 -- SHA-256 of its street pack
);

CREATE TABLE door (
    id           INTEGER PRIMARY KEY,
    house_key    TEXT NOT NULL,       -- folded street and number
    unit_key     TEXT NOT NULL,       -- folded unit
    building     INTEGER REFERENCES building (id),
    number       TEXT NOT NULL,
    street       TEXT NOT NULL,
    unit         TEXT,
    city         TEXT NOT NULL,
    city_key     TEXT NOT NULL,       -- folded city
    postcode     TEXT NOT NULL,
    given_lat_e7 INTEGER,             -- as imported
    given_lon_e7 INTEGER,
    lat_e7       INTEGER,             -- where it is drawn: as given, or by its place on the streets
    lon_e7       INTEGER,
    spot_edge    INTEGER,             -- on the street map in force
    spot_side    INTEGER,             -- 0 left, 1 right
    spot_cm      INTEGER,
    flag         TEXT,                -- why its place is in doubt
    turf         INTEGER REFERENCES turf (id),
    last_rank    INTEGER NOT NULL DEFAULT 0,
    CHECK ((given_lat_e7 IS NULL) = (given_lon_e7 IS NULL)),
    CHECK ((lat_e7 IS NULL) = (lon_e7 IS NULL)),
    CHECK ((spot_edge IS NULL) = (spot_cm IS NULL))
);
-- the door at an address, where repeated imports meet. Not unique: two towns that the file does
-- not name may have the same street
CREATE INDEX door_by_address ON door (house_key, unit_key);
-- doors of a turf: cut, order, print, progress
CREATE INDEX door_by_turf ON door (turf);
-- doors of a building: import
CREATE INDEX door_by_building ON door (building) WHERE building IS NOT NULL;

CREATE TABLE household (
    id    INTEGER PRIMARY KEY,
    door  INTEGER NOT NULL REFERENCES door (id)
);

-- the people of a door: import
CREATE INDEX household_by_door ON household (door);

CREATE TABLE person (
    key         TEXT PRIMARY KEY,     -- a number, or the op that added them
    source_key  TEXT UNIQUE,          -- id in the voter file; NULL if added at a door
    door        INTEGER NOT NULL REFERENCES door (id),
    household   INTEGER REFERENCES household (id),
    name        TEXT NOT NULL,
    party       TEXT
);
-- who lives behind a door
CREATE INDEX person_by_door ON person (door);

CREATE TABLE walk_list (
    id       INTEGER PRIMARY KEY,
    turf     INTEGER NOT NULL REFERENCES turf (id),
    version  INTEGER NOT NULL,
    value    TEXT NOT NULL            -- model::WalkList as JSON
);
-- the lists of a turf: order, print, page
CREATE INDEX walk_list_by_turf ON walk_list (turf);

CREATE TABLE street_pack (
    sha256  TEXT PRIMARY KEY,
    bytes   BLOB NOT NULL
);

CREATE TABLE device (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL,
    token_hash    TEXT NOT NULL UNIQUE,
    joined_at_ms  INTEGER NOT NULL,
    seen_at_ms    INTEGER,
    revoked       INTEGER NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1))
);

CREATE TABLE invite (
    code_hash      TEXT PRIMARY KEY,
    turf           INTEGER NOT NULL REFERENCES turf (id),
    expires_at_ms  INTEGER NOT NULL,
    device         INTEGER REFERENCES device (id)   -- who used it
);

-- Which device may hold which turf. Never deleted: `until_ms` ends it, and late ops still come in.
CREATE TABLE assignment (
    device    INTEGER NOT NULL REFERENCES device (id),
    turf      INTEGER NOT NULL REFERENCES turf (id),
    from_ms   INTEGER NOT NULL,
    until_ms  INTEGER,
    PRIMARY KEY (device, turf)
);

-- A device's lives; its row is the lock under which duplicates are decided.
CREATE TABLE life (
    device       INTEGER NOT NULL REFERENCES device (id),
    incarnation  TEXT    NOT NULL,
    acc          INTEGER NOT NULL,
    PRIMARY KEY (device, incarnation)
);

-- Every op ever decided. Hashes are kept for good.
CREATE TABLE op (
    device          INTEGER NOT NULL,
    incarnation     TEXT    NOT NULL,
    n               INTEGER NOT NULL,
    hash            TEXT    NOT NULL,
    stream          TEXT,             -- what it made …
    seq             INTEGER,
    refused         TEXT,             -- … or why it stands in quarantine
    line            TEXT,             -- of a refused op: what the organizer reads
    received_at_ms  INTEGER NOT NULL,
    PRIMARY KEY (device, incarnation, n),
    CHECK ((stream IS NULL) = (seq IS NULL)),
    CHECK ((stream IS NULL) <> (refused IS NULL))
);

CREATE TABLE stream (
    name   TEXT PRIMARY KEY,
    head   INTEGER NOT NULL,
    floor  INTEGER NOT NULL DEFAULT 0
);

-- What devices pull. Rows of one transaction carry one random tag.
CREATE TABLE stream_row (
    stream       TEXT    NOT NULL,
    seq          INTEGER NOT NULL,
    tag          TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    key          TEXT    NOT NULL,
    place        TEXT,
    value        TEXT    NOT NULL,
    rank         INTEGER NOT NULL DEFAULT 0,
    device       INTEGER,             -- of the op that made it
    incarnation  TEXT,
    n            INTEGER,
    PRIMARY KEY (stream, seq)
);
-- everything recorded at a door: progress, print, export
CREATE INDEX stream_row_by_place ON stream_row (place, kind) WHERE device IS NOT NULL;
-- one attempt, to correct or take back
CREATE INDEX stream_row_by_key ON stream_row (kind, key) WHERE device IS NOT NULL;

-- Small settings: the organizer's key.
CREATE TABLE setting (
    name   TEXT PRIMARY KEY,
    value  TEXT NOT NULL
);
