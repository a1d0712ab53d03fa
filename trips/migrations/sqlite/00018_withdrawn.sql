-- +goose Up
-- When its owner took a trace back: its points and trips went with it, the row
-- goes once its file is gone.
ALTER TABLE traces ADD COLUMN withdrawn_at TIMESTAMP;
CREATE INDEX traces_withdrawn ON traces (county, id) WHERE withdrawn_at IS NOT NULL;

-- +goose Down
DROP INDEX traces_withdrawn;
ALTER TABLE traces DROP COLUMN withdrawn_at;
