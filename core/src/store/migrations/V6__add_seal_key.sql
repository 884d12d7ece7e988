-- What files of ops are sealed for, as told at joining or with the campaign until then: it tells
-- whether a server that has moved, or has another key, is the same campaign's still, also once the
-- lists are erased. NULL where the server has said none.
ALTER TABLE identity ADD COLUMN seal_key TEXT;
UPDATE identity SET seal_key =
    (SELECT value ->> '$.seal_key' FROM row WHERE kind = 'campaign' ORDER BY key LIMIT 1);
