-- A phone of schema 5 in the middle of a day, as SQL.
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE refinery_schema_history(
             version int4 PRIMARY KEY,
             name VARCHAR(255),
             applied_on VARCHAR(255),
             checksum VARCHAR(255));
INSERT INTO refinery_schema_history VALUES (1, 'create_device', '2026-11-22T05:48:42.541069121Z', '16520487780754593349');
INSERT INTO refinery_schema_history VALUES (2, 'add_replan', '2026-11-22T05:48:42.541104198Z', '14371827095059632246');
INSERT INTO refinery_schema_history VALUES (3, 'add_snapshot_part', '2026-11-22T05:48:42.541109449Z', '9063126337614662246');
INSERT INTO refinery_schema_history VALUES (4, 'add_keeping', '2026-11-22T05:48:42.541114700Z', '2380420904441810724');
INSERT INTO refinery_schema_history VALUES (5, 'add_draft', '2026-11-22T05:48:42.541119951Z', '10298241230490725011');
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
-- The walker's own order of a list: it stays on this phone, and ends with a newer version of the
-- list.
CREATE TABLE replan (
    walk_list  INTEGER PRIMARY KEY,
    value      TEXT    NOT NULL       -- model::Replan as JSON
) STRICT;
-- What has come of a snapshot whose transfer is under way.
CREATE TABLE snapshot_part (
    sha256  TEXT PRIMARY KEY,
    bytes   BLOB NOT NULL
) STRICT;
INSERT INTO identity VALUES (1, 'http://127.0.0.1:1', 'token', 'CODE', 1, '0000000000c0ffee', 5, 2, 1, 1767268800000);
INSERT INTO op VALUES ('0000000000c0ffee', 1, '{"n":1,"kind":"attempt","target":{"door":1},"channel":"door","outcome":{"kind":"not_home"},"at_ms":1767268800000,"note":{"text":"beware-of-the-heron-1","basis":"said"}}', 'accepted', NULL);
INSERT INTO op VALUES ('0000000000c0ffee', 2, '{"n":2,"kind":"attempt","target":{"door":2},"channel":"door","outcome":{"kind":"not_home"},"at_ms":1767268800000,"note":{"text":"beware-of-the-heron-2","basis":"said"}}', 'refused', 'unknown_door');
INSERT INTO op VALUES ('0000000000c0ffee', 3, '{"n":3,"kind":"attempt","target":{"door":3},"channel":"door","outcome":{"kind":"not_home"},"at_ms":1767268800000,"note":{"text":"beware-of-the-heron-3","basis":"said"}}', 'pending', NULL);
INSERT INTO op VALUES ('0000000000c0ffee', 4, '{"n":4,"kind":"attempt","target":{"door":1},"channel":"door","outcome":{"kind":"not_home"},"at_ms":1767268800000,"note":{"text":"beware-of-the-heron-1","basis":"said"}}', 'pending', NULL);
INSERT INTO cursor VALUES ('campaign/1', 1, '0badcafe');
INSERT INTO cursor VALUES ('turf/1', 8, '0badcafe');
INSERT INTO row VALUES ('attempt', '1.0000000000c0ffee.1', NULL, NULL, 'door/1', '{"at_ms":1767268800000,"channel":"door","note":{"basis":"said","text":"beware-of-the-heron-1"},"op":"1.0000000000c0ffee.1","outcome":{"kind":"not_home"},"place":{"door":1},"target":{"door":1}}');
INSERT INTO row VALUES ('attempt', '1.0000000000c0ffee.3', NULL, NULL, 'door/3', '{"at_ms":1767268800000,"channel":"door","note":{"basis":"said","text":"beware-of-the-heron-3"},"op":"1.0000000000c0ffee.3","outcome":{"kind":"not_home"},"place":{"door":3},"target":{"door":3}}');
INSERT INTO row VALUES ('attempt', '1.0000000000c0ffee.4', NULL, NULL, 'door/1', '{"at_ms":1767268800000,"channel":"door","note":{"basis":"said","text":"beware-of-the-heron-1"},"op":"1.0000000000c0ffee.4","outcome":{"kind":"not_home"},"place":{"door":1},"target":{"door":1}}');
INSERT INTO row VALUES ('campaign', '1', 'campaign/1', 1, NULL, '{"id":1,"name":"Bridge for all","seal_key":"5ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea15ea1","time_zone":"Europe/Helsinki"}');
INSERT INTO row VALUES ('door', '1', 'turf/1', 3, 'door/1', '{"id":1,"number":"1","street":"Heronstreet-1"}');
INSERT INTO row VALUES ('door', '2', 'turf/1', 5, 'door/2', '{"id":2,"number":"2","street":"Heronstreet-1"}');
INSERT INTO row VALUES ('door', '3', 'turf/1', 7, 'door/3', '{"id":3,"number":"3","street":"Heronstreet-1"}');
INSERT INTO row VALUES ('person', '1', 'turf/1', 4, 'door/1', '{"door":1,"household":1,"key":1,"name":"Person-1-1"}');
INSERT INTO row VALUES ('person', '2', 'turf/1', 6, 'door/2', '{"door":2,"household":2,"key":2,"name":"Person-1-2"}');
INSERT INTO row VALUES ('person', '3', 'turf/1', 8, 'door/3', '{"door":3,"household":3,"key":3,"name":"Person-1-3"}');
INSERT INTO row VALUES ('turf', '1', 'turf/1', 1, NULL, '{"id":1,"name":"Turf","streets":"0000000000000000000000000000000000000000000000000000000000000001"}');
INSERT INTO row VALUES ('walk_list', '1', 'turf/1', 2, NULL, '{"id":1,"job":"canvass","name":"List-1","on_streets":false,"script":1,"stops":[{"crossings":0,"doors":[1],"walk_m":9,"walk_s":7},{"crossings":0,"doors":[2],"walk_m":9,"walk_s":7},{"crossings":0,"doors":[3],"walk_m":9,"walk_s":7}],"totals":{"crossings":0,"metres":9,"seconds":7},"turf":1,"version":1}');
INSERT INTO street_pack VALUES ('0000000000000000000000000000000000000000000000000000000000000001', x'73747265657473');
INSERT INTO replan VALUES (1, '{"version":1,"on_streets":false,"style":"quickest","avoid_steps":false,"totals":{"metres":9,"seconds":7,"crossings":0},"stops":[{"number":2,"walk_m":4,"walk_s":3,"crossings":0}]}');
INSERT INTO snapshot_part VALUES ('5f', x'00ff');
-- Whether the phone takes part: 'leaving' after signing out, until what is unsent has been sent;
-- 'shut_out' after the server did not know its token. Neither deletes anything that is unsent.
ALTER TABLE identity ADD COLUMN standing TEXT NOT NULL DEFAULT 'in'
    CHECK (standing IN ('in', 'shut_out', 'leaving'));

-- 1 once no row of it is held any more: the line is erased as soon as the server's
-- second copy has it. 2 after a wipe: as soon as the server has it. An erased line is empty; its
-- row stays for the count.
ALTER TABLE op ADD COLUMN dropped INTEGER NOT NULL DEFAULT 0 CHECK (dropped IN (0, 1, 2));

-- A join under way of a phone that has been in a campaign: `identity` stays until its answer.
CREATE TABLE rejoin (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    server       TEXT    NOT NULL,
    token        TEXT    NOT NULL,
    code         TEXT    NOT NULL,
    incarnation  TEXT    NOT NULL
) STRICT;

-- How much of the lease is used up, as of the last look at the clocks.
CREATE TABLE lease (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    used_ms  INTEGER NOT NULL CHECK (used_ms >= 0),  -- seen to pass
    off_ms   INTEGER NOT NULL CHECK (off_ms >= 0),   -- while the phone was off, by its clock
    boot     INTEGER,                -- which start of the phone; NULL until the first look
    boot_ms  INTEGER,                -- milliseconds since that start
    wall_ms  INTEGER,                -- the clock on the wall, milliseconds since 1970
    CHECK ((boot IS NULL) = (boot_ms IS NULL) AND (boot IS NULL) = (wall_ms IS NULL))
) STRICT;

-- What came of a database that was moved aside, until the app has shown it.
CREATE TABLE salvage (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    found  INTEGER NOT NULL CHECK (found >= 0),   -- unsent ops that are in this database now
    lost   INTEGER NOT NULL CHECK (lost >= 0)     -- unsent ops that could not be read
) STRICT;

-- A row here: something was erased, and the free pages and the journal still have to be swept.
CREATE TABLE sweep (
    one  INTEGER PRIMARY KEY CHECK (one = 1)
) STRICT;
-- Conversations half done, as typed: on this phone alone.
CREATE TABLE draft (
    target  TEXT PRIMARY KEY,        -- 'person/12', 'door/7' or 'building/3'
    place   TEXT NOT NULL,           -- 'door/7' or 'building/3'
    value   TEXT NOT NULL            -- script::Draft as JSON
) STRICT, WITHOUT ROWID;

-- doors that were added at the doorstep: the stops that a list does not have
CREATE INDEX row_added ON row (key) WHERE kind = 'door' AND value ->> '$.beside' IS NOT NULL;
COMMIT;
