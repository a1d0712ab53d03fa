-- +goose Up
-- The other trip a finding of the same drive twice speaks of; empty for none.
ALTER TABLE trip_findings ADD COLUMN about TEXT NOT NULL DEFAULT '';
CREATE INDEX trip_findings_about ON trip_findings (county, about) WHERE about <> '';

-- +goose Down
DROP INDEX trip_findings_about;
ALTER TABLE trip_findings DROP COLUMN about;
