-- +goose Up
-- The places a trip called at on its way, in order: a JSON array of names.
ALTER TABLE trips ADD COLUMN via TEXT NOT NULL DEFAULT '[]';

-- +goose Down
ALTER TABLE trips DROP COLUMN via;
