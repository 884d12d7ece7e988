-- The walker's own order of a list: it stays on this phone, and ends with a newer version of the
-- list.
CREATE TABLE replan (
    walk_list  INTEGER PRIMARY KEY,
    value      TEXT    NOT NULL       -- model::Replan as JSON
) STRICT;
