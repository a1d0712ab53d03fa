-- +goose Up
-- What the owner says of the trips found in a trace: splits, joins, stretches
-- left out (trips/segment, Edits), as JSON; NULL when nothing.
ALTER TABLE traces ADD COLUMN edits TEXT;

-- +goose Down
ALTER TABLE traces DROP COLUMN edits;
