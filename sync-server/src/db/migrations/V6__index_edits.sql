-- what was put right of people, newest version of each: proposals, answers, who moves house
CREATE INDEX stream_row_edit ON stream_row (key, seq) WHERE kind = 'edit';
