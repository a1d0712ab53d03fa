-- +goose Up
-- The trace whose trips hold the fixes of this one too, since its owner merged
-- trips of both; empty when it is read by itself.
ALTER TABLE traces ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';
CREATE INDEX traces_merged ON traces (county, merged_into) WHERE merged_into <> '';

-- +goose Down
DROP INDEX traces_merged;
ALTER TABLE traces DROP COLUMN merged_into;
