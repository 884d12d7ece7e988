-- The key of the server's that a device keeps beside the one that it pins, as it last said: NULL
-- for none.
ALTER TABLE device ADD COLUMN next_key TEXT;
