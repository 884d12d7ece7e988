-- A server of schema 8 in the middle of a day, as SQL.
BEGIN;
CREATE TABLE refinery_schema_history(
             version int4 PRIMARY KEY,
             name VARCHAR(255),
             applied_on VARCHAR(255),
             checksum VARCHAR(255));
CREATE TABLE campaign (
    id     INTEGER PRIMARY KEY,
    value  TEXT NOT NULL              -- model::Campaign as JSON
);
CREATE TABLE script (
    id       INTEGER PRIMARY KEY,
    version  INTEGER NOT NULL,
    value    TEXT NOT NULL            -- script::Script as JSON
);
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
    last_rank    INTEGER NOT NULL DEFAULT 0, beside INTEGER,
    CHECK ((given_lat_e7 IS NULL) = (given_lon_e7 IS NULL)),
    CHECK ((lat_e7 IS NULL) = (lon_e7 IS NULL)),
    CHECK ((spot_edge IS NULL) = (spot_cm IS NULL))
);
CREATE TABLE household (
    id    INTEGER PRIMARY KEY,
    door  INTEGER NOT NULL REFERENCES door (id)
);
CREATE TABLE person (
    key         TEXT PRIMARY KEY,     -- a number, or the op that added them
    source_key  TEXT UNIQUE,          -- id in the voter file; NULL if added at a door
    door        INTEGER NOT NULL REFERENCES door (id),
    household   INTEGER REFERENCES household (id),
    name        TEXT NOT NULL,
    party       TEXT
);
CREATE TABLE walk_list (
    id       INTEGER PRIMARY KEY,
    turf     INTEGER NOT NULL REFERENCES turf (id),
    version  INTEGER NOT NULL,
    value    TEXT NOT NULL            -- model::WalkList as JSON
, walker INTEGER NOT NULL DEFAULT 1);
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
CREATE TABLE assignment (
    device    INTEGER NOT NULL REFERENCES device (id),
    turf      INTEGER NOT NULL REFERENCES turf (id),
    from_ms   INTEGER NOT NULL,
    until_ms  INTEGER,
    PRIMARY KEY (device, turf)
);
CREATE TABLE life (
    device       INTEGER NOT NULL REFERENCES device (id),
    incarnation  TEXT    NOT NULL,
    acc          INTEGER NOT NULL, backed_up INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (device, incarnation)
);
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
, floor_tag TEXT NOT NULL DEFAULT '00000000');
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
CREATE TABLE setting (
    name   TEXT PRIMARY KEY,
    value  TEXT NOT NULL
);
CREATE TABLE door_left (
    door  INTEGER NOT NULL REFERENCES door (id),
    turf  INTEGER NOT NULL,
    PRIMARY KEY (door, turf)
);
CREATE TABLE erasure (
    person        TEXT PRIMARY KEY,
    erased_at_ms  INTEGER NOT NULL
);
CREATE TABLE erased_identity (
    hash  TEXT PRIMARY KEY
);
CREATE TABLE snapshot (
    stream  TEXT PRIMARY KEY,
    seq     INTEGER NOT NULL,
    tag     TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    bytes   BLOB NOT NULL             -- zstd of rows and cursor, as on the wire
);
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
CREATE TABLE browser (
    token_hash     TEXT PRIMARY KEY,
    organizer      INTEGER NOT NULL REFERENCES organizer (id),
    signed_in      INTEGER NOT NULL CHECK (signed_in IN (0, 1)),
    expires_at_ms  INTEGER NOT NULL
);
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
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (1, 'create_campaign', '2026-11-22T15:11:05.325251174Z', '12766071312199997377');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (2, 'add_part_to_walk_list', '2026-11-22T15:11:05.325325771Z', '12280492899776531319');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (3, 'add_erasures_snapshots_and_receipts', '2026-11-22T15:11:05.325332368Z', '8918120618280311487');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (4, 'add_users_and_audit', '2026-11-22T15:11:05.325338579Z', '13831309130960244291');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (5, 'add_added_doors_and_incidents', '2026-11-22T15:11:05.325344814Z', '16009978330677626792');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (6, 'index_edits', '2026-11-22T22:41:04.309658698Z', '9257071851807743692');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (7, 'add_name_of_voter_file', '2026-11-23T09:42:09.399484933Z', '6978391861015764768');
INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (8, 'add_no_contact', '2026-11-23T09:42:09.399486876Z', '15173483218738651502');
INSERT INTO campaign (id, value) VALUES (1, '{"cool_down_h":0,"id":1,"name":"Bridge for all","time_zone":"Europe/Helsinki"}');
INSERT INTO script (id, version, value) VALUES (1, 1, '{"id":1,"opening":"","questions":[],"title":"First talk","version":1}');
INSERT INTO turf (id, name, minutes, streets) VALUES (1, 'Turf 1', 10, NULL);
INSERT INTO door (id, house_key, unit_key, building, number, street, unit, city, city_key, postcode, given_lat_e7, given_lon_e7, lat_e7, lon_e7, spot_edge, spot_side, spot_cm, flag, turf, last_rank, beside) VALUES (1, 'heronstreet|1', '', NULL, '1', 'Heronstreet', NULL, 'Helsinki', 'helsinki', '00100', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 1, NULL);
INSERT INTO door (id, house_key, unit_key, building, number, street, unit, city, city_key, postcode, given_lat_e7, given_lon_e7, lat_e7, lon_e7, spot_edge, spot_side, spot_cm, flag, turf, last_rank, beside) VALUES (2, 'heronstreet|2', '', NULL, '2', 'Heronstreet', NULL, 'Helsinki', 'helsinki', '00100', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL);
INSERT INTO door (id, house_key, unit_key, building, number, street, unit, city, city_key, postcode, given_lat_e7, given_lon_e7, lat_e7, lon_e7, spot_edge, spot_side, spot_cm, flag, turf, last_rank, beside) VALUES (3, 'heronstreet|3', '', NULL, '3', 'Heronstreet', NULL, 'Helsinki', 'helsinki', '00100', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1, 0, NULL);
INSERT INTO household (id, door) VALUES (1, 1);
INSERT INTO household (id, door) VALUES (2, 2);
INSERT INTO household (id, door) VALUES (3, 3);
INSERT INTO person (key, source_key, door, household, name, party) VALUES ('1', 'plain:1', 1, 1, 'Person 1', NULL);
INSERT INTO person (key, source_key, door, household, name, party) VALUES ('2', 'plain:2', 2, 2, 'Person 2', NULL);
INSERT INTO person (key, source_key, door, household, name, party) VALUES ('3', 'plain:3', 3, 3, 'Person 3', NULL);
INSERT INTO walk_list (id, turf, version, value, walker) VALUES (1, 1, 1, '{"id":1,"job":"canvass","name":"Turf 1","on_streets":false,"script":1,"stops":[{"crossings":0,"doors":[1],"walk_m":12,"walk_s":10},{"crossings":0,"doors":[3],"walk_m":12,"walk_s":10}],"totals":{"crossings":0,"metres":24,"seconds":20},"turf":1,"version":1}', 1);
INSERT INTO device (id, name, token_hash, joined_at_ms, seen_at_ms, revoked) VALUES (1, 'Phone', '3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0', 1767268800000, 1767268800000, 0);
INSERT INTO invite (code_hash, turf, expires_at_ms, device) VALUES ('de11d35327fc28fb6b95e19cf58ef79e23753b80aceda79d6e6a66cc11d57b88', 1, 1767355200000, 1);
INSERT INTO assignment (device, turf, from_ms, until_ms) VALUES (1, 1, 1767268800000, NULL);
INSERT INTO life (device, incarnation, acc, backed_up) VALUES (1, '0000000000c0ffee', 2, 0);
INSERT INTO op (device, incarnation, n, hash, stream, seq, refused, line, received_at_ms) VALUES (1, '0000000000c0ffee', 1, 'd2df74d84d75c0c4422562ab7764dfd181b583bc1d68265e0dda63257ef22572', 'turf/1', 7, NULL, NULL, 1767268800000);
INSERT INTO op (device, incarnation, n, hash, stream, seq, refused, line, received_at_ms) VALUES (1, '0000000000c0ffee', 2, 'c600c50454eb446681cd7b1259f9d7f4fa5bfe45ff9311b3477a185b758c3ec9', NULL, NULL, 'unknown_door', '{"n":2,"kind":"attempt","target":{"door":2},"channel":"door","outcome":{"kind":"not_home"},"at_ms":1767268800000,"note":{"text":"beware-of-the-heron-2","basis":"said"}}', 1767268800000);
INSERT INTO stream (name, head, floor, floor_tag) VALUES ('campaign/1', 2, 0, '00000000');
INSERT INTO stream (name, head, floor, floor_tag) VALUES ('turf/1', 7, 0, '00000000');
INSERT INTO stream_row (stream, seq, tag, kind, key, place, value, rank, device, incarnation, n) VALUES ('campaign/1', 1, 'd94358bc', 'campaign', '1', NULL, '{"cool_down_h":0,"id":1,"name":"Bridge for all","time_zone":"Europe/Helsinki"}', 0, NULL, NULL, NULL);
INSERT INTO stream_row (stream, seq, tag, kind, key, place, value, rank, device, incarnation, n) VALUES ('campaign/1', 2, 'd94358bc', 'script', '1', NULL, '{"id":1,"opening":"","questions":[],"title":"First talk","version":1}', 0, NULL, NULL, NULL);
INSERT INTO stream_row (stream, seq, tag, kind, key, place, value, rank, device, incarnation, n) VALUES ('turf/1', 1, 'ffaaf555', 'turf', '1', NULL, '{"id":1,"name":"Turf 1"}', 0, NULL, NULL, NULL);
INSERT INTO stream_row (stream, seq, tag, kind, key, place, value, rank, device, incarnation, n) VALUES ('turf/1', 2, 'ffaaf555', 'door', '1', 'door/1', '{"city":"Helsinki","id":1,"number":"1","postcode":"00100","street":"Heronstreet"}', 0, NULL, NULL, NULL);
INSERT INTO stream_row (stream, seq, tag, kind, key, place, value, rank, device, incarnation, n) VALUES ('turf/1', 3, 'ffaaf555', 'door', '3', 'door/3', '{"city":"Helsinki","id":3,"number":"3","postcode":"00100","street":"Heronstreet"}', 0, NULL, NULL, NULL);
INSERT INTO stream_row (stream, seq, tag, kind, key, place, value, rank, device, incarnation, n) VALUES ('turf/1', 4, 'ffaaf555', 'person', '1', 'door/1', '{"door":1,"household":1,"key":1,"name":"Person 1"}', 0, NULL, NULL, NULL);
INSERT INTO stream_row (stream, seq, tag, kind, key, place, value, rank, device, incarnation, n) VALUES ('turf/1', 5, 'ffaaf555', 'person', '3', 'door/3', '{"door":3,"household":3,"key":3,"name":"Person 3"}', 0, NULL, NULL, NULL);
INSERT INTO stream_row (stream, seq, tag, kind, key, place, value, rank, device, incarnation, n) VALUES ('turf/1', 6, '3953173d', 'walk_list', '1', NULL, '{"id":1,"job":"canvass","name":"Turf 1","on_streets":false,"script":1,"stops":[{"crossings":0,"doors":[1],"walk_m":12,"walk_s":10},{"crossings":0,"doors":[3],"walk_m":12,"walk_s":10}],"totals":{"crossings":0,"metres":24,"seconds":20},"turf":1,"version":1}', 0, NULL, NULL, NULL);
INSERT INTO stream_row (stream, seq, tag, kind, key, place, value, rank, device, incarnation, n) VALUES ('turf/1', 7, '2c5728b3', 'attempt', '1.0000000000c0ffee.1', 'door/1', '{"at_ms":1767268800000,"channel":"door","note":{"basis":"said","text":"beware-of-the-heron-1"},"op":"1.0000000000c0ffee.1","outcome":{"kind":"not_home"},"place":{"door":1},"rank":1,"target":{"door":1}}', 1, 1, '0000000000c0ffee', 1);
INSERT INTO organizer (id, name, name_key, role, password, made_at_ms, removed_at_ms) VALUES (1, 'Owner', 'owner', 'owner', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA', 1767268800000, NULL);
INSERT INTO audit (id, at_ms, via, organizer, device, address, did, about) VALUES (1, 1767268800000, 'command', NULL, NULL, NULL, 'invited', 'turf/1');
INSERT INTO audit (id, at_ms, via, organizer, device, address, did, about) VALUES (2, 1767268800000, 'device', NULL, 1, NULL, 'joined', 'turf/1');
INSERT INTO audit (id, at_ms, via, organizer, device, address, did, about) VALUES (3, 1767268800000, 'command', NULL, NULL, NULL, 'user_added', 'user/1 owner');
CREATE INDEX building_by_address ON building (house_key);
CREATE INDEX door_by_address ON door (house_key, unit_key);
CREATE INDEX door_by_turf ON door (turf);
CREATE INDEX door_by_building ON door (building) WHERE building IS NOT NULL;
CREATE INDEX household_by_door ON household (door);
CREATE INDEX person_by_door ON person (door);
CREATE INDEX walk_list_by_turf ON walk_list (turf);
CREATE INDEX stream_row_by_place ON stream_row (place, kind) WHERE device IS NOT NULL;
CREATE INDEX stream_row_by_key ON stream_row (kind, key) WHERE device IS NOT NULL;
CREATE INDEX snapshot_by_sha256 ON snapshot (sha256);
CREATE INDEX stream_row_by_thing ON stream_row (stream, kind, key, seq);
CREATE UNIQUE INDEX organizer_by_name ON organizer (name_key) WHERE removed_at_ms IS NULL;
CREATE INDEX browser_by_organizer ON browser (organizer);
CREATE INDEX audit_by_time ON audit (at_ms);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only added to');
END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only added to');
END;
CREATE INDEX stream_row_incident ON stream_row (key, seq) WHERE kind = 'incident';
CREATE INDEX stream_row_edit ON stream_row (key, seq) WHERE kind = 'edit';
-- What the voter file calls somebody to whom an organizer gave another name: `name` stays the
-- organizer's then, whatever later files say. NULL: `name` is the file's.
ALTER TABLE person ADD COLUMN file_name TEXT;
-- Whether a list that somebody came with says that they are not to be contacted.
ALTER TABLE person ADD COLUMN no_contact INTEGER NOT NULL DEFAULT 0;
COMMIT;
