-- The door next to which one was added at the doorstep; its id is drawn from 2^30 on.
ALTER TABLE door ADD COLUMN beside INTEGER;

-- incidents, newest version of each: the organizer's page
CREATE INDEX stream_row_incident ON stream_row (key, seq) WHERE kind = 'incident';
