-- Conversations half done, as typed: on this phone alone.
CREATE TABLE draft (
    target  TEXT PRIMARY KEY,        -- 'person/12', 'door/7' or 'building/3'
    place   TEXT NOT NULL,           -- 'door/7' or 'building/3'
    value   TEXT NOT NULL            -- script::Draft as JSON
) STRICT, WITHOUT ROWID;

-- doors that were added at the doorstep: the stops that a list does not have
CREATE INDEX row_added ON row (key) WHERE kind = 'door' AND value ->> '$.beside' IS NOT NULL;
