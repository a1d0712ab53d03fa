-- +goose Up
-- What the map says of the way over a trip's places, as JSON; empty: not known.
ALTER TABLE trips ADD COLUMN by_road TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE trips DROP COLUMN by_road;
