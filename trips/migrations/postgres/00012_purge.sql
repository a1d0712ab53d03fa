-- +goose Up
-- When the raw points of a trace were purged, by whom, and why: a sentence in
-- each language (JSON). The row and its sums stay.
ALTER TABLE traces ADD COLUMN purged_at TIMESTAMPTZ;
ALTER TABLE traces ADD COLUMN purged_by TEXT NOT NULL DEFAULT '';
ALTER TABLE traces ADD COLUMN purged_why TEXT NOT NULL DEFAULT '';
-- Which traces still have points, and which of them rest on the same bytes.
CREATE INDEX traces_with_points ON traces (county, received_at, id) WHERE purged_at IS NULL;
CREATE INDEX traces_by_blob ON traces (county, blob_key);

-- +goose Down
DROP INDEX traces_by_blob;
DROP INDEX traces_with_points;
ALTER TABLE traces DROP COLUMN purged_why;
ALTER TABLE traces DROP COLUMN purged_by;
ALTER TABLE traces DROP COLUMN purged_at;
