-- What the voter file calls somebody to whom an organizer gave another name: `name` stays the
-- organizer's then, whatever later files say. NULL: `name` is the file's.
ALTER TABLE person ADD COLUMN file_name TEXT;
