-- Whether a list that somebody came with says that they are not to be contacted.
ALTER TABLE person ADD COLUMN no_contact INTEGER NOT NULL DEFAULT 0;
