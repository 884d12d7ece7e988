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
