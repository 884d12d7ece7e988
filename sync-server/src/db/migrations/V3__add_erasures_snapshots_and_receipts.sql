-- Receipts: up to where a life's ops are in the newest backup.
ALTER TABLE life ADD COLUMN backed_up INTEGER NOT NULL DEFAULT 0;

-- Doors that have been in another turf: who held that one may still tell of them.
CREATE TABLE door_left (
    door  INTEGER NOT NULL REFERENCES door (id),
    turf  INTEGER NOT NULL,
    PRIMARY KEY (door, turf)
);

-- People whose data has been erased: the key alone, for late ops that name them …
CREATE TABLE erasure (
    person        TEXT PRIMARY KEY,
    erased_at_ms  INTEGER NOT NULL
);
-- … and keyed hashes of who they were, so that no later import brings them back.
CREATE TABLE erased_identity (
    hash  TEXT PRIMARY KEY
);

-- Below its floor a stream holds the last row of each thing only; the tag is that of the row
-- at the floor.
ALTER TABLE stream ADD COLUMN floor_tag TEXT NOT NULL DEFAULT '00000000';

-- A stream as it stood at `seq`, for devices that lack all of it. One for each stream.
CREATE TABLE snapshot (
    stream  TEXT PRIMARY KEY,
    seq     INTEGER NOT NULL,
    tag     TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    bytes   BLOB NOT NULL             -- zstd of rows and cursor, as on the wire
);
-- a device that fetches one
CREATE INDEX snapshot_by_sha256 ON snapshot (sha256);
-- the last row of each thing: snapshots, compaction
CREATE INDEX stream_row_by_thing ON stream_row (stream, kind, key, seq);
