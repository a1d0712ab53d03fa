-- +goose Up
-- Circles on the map a person keeps to themselves; only they may read them.
CREATE TABLE private_areas (
    county   TEXT             NOT NULL,
    person   TEXT             NOT NULL,
    id       TEXT             NOT NULL,
    kind     TEXT             NOT NULL CHECK (kind IN ('home', 'other')),
    name     TEXT             NOT NULL,
    lon      DOUBLE PRECISION NOT NULL CHECK (lon >= -180 AND lon <= 180),
    lat      DOUBLE PRECISION NOT NULL CHECK (lat >= -90 AND lat <= 90),
    radius_m DOUBLE PRECISION NOT NULL CHECK (radius_m > 0),
    PRIMARY KEY (county, person, id)
);
-- sha256 stays that of the file as sent. kept_sha256 is that of the bytes in
-- the blob store when these are not the same: what was private was cut before.
-- sent_report is what the file as sent held.
ALTER TABLE traces ADD COLUMN kept_sha256 TEXT;
ALTER TABLE traces ADD COLUMN sent_report TEXT;

-- +goose Down
ALTER TABLE traces DROP COLUMN sent_report;
ALTER TABLE traces DROP COLUMN kept_sha256;
DROP TABLE private_areas;
