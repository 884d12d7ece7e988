-- What has come of a snapshot whose transfer is under way.
CREATE TABLE snapshot_part (
    sha256  TEXT PRIMARY KEY,
    bytes   BLOB NOT NULL
) STRICT;
