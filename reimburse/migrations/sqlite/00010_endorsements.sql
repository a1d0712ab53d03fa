-- +goose Up
-- Who of the office approved first a claim that two have to approve.
ALTER TABLE claims ADD COLUMN endorsed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE claims ADD COLUMN endorsed_person TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE claims DROP COLUMN endorsed_person;
ALTER TABLE claims DROP COLUMN endorsed_by;
