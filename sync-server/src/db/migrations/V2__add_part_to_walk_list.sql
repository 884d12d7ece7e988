-- Whose list it is where several walk a turf together: 1, 2, …; 1 where one walks alone.
ALTER TABLE walk_list ADD COLUMN walker INTEGER NOT NULL DEFAULT 1;
