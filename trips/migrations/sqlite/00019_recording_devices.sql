-- +goose Up
-- Which phone or app a fix came from, as a digest: two of one person may send at
-- the same moment, and one of them may lie at home.
CREATE TABLE recorded_fixes_by_device (
    county      TEXT   NOT NULL,
    recording   TEXT   NOT NULL,
    device      TEXT   NOT NULL DEFAULT '',
    at_ms       BIGINT NOT NULL,
    lon         DOUBLE PRECISION NOT NULL CHECK (lon >= -180 AND lon <= 180),
    lat         DOUBLE PRECISION NOT NULL CHECK (lat >= -90 AND lat <= 90),
    elevation_m DOUBLE PRECISION,
    accuracy_m  DOUBLE PRECISION,
    mocked      BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (county, recording, device, at_ms)
);
INSERT INTO recorded_fixes_by_device (county, recording, at_ms, lon, lat, elevation_m, accuracy_m, mocked)
    SELECT county, recording, at_ms, lon, lat, elevation_m, accuracy_m, mocked FROM recorded_fixes;
DROP TABLE recorded_fixes;
ALTER TABLE recorded_fixes_by_device RENAME TO recorded_fixes;

-- +goose Down
CREATE TABLE recorded_fixes_of_one (
    county      TEXT   NOT NULL,
    recording   TEXT   NOT NULL,
    at_ms       BIGINT NOT NULL,
    lon         DOUBLE PRECISION NOT NULL CHECK (lon >= -180 AND lon <= 180),
    lat         DOUBLE PRECISION NOT NULL CHECK (lat >= -90 AND lat <= 90),
    elevation_m DOUBLE PRECISION,
    accuracy_m  DOUBLE PRECISION,
    mocked      BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (county, recording, at_ms)
);
INSERT INTO recorded_fixes_of_one (county, recording, at_ms, lon, lat, elevation_m, accuracy_m, mocked)
    SELECT county, recording, at_ms, lon, lat, elevation_m, accuracy_m, mocked FROM recorded_fixes f
    WHERE device = (SELECT MIN(g.device) FROM recorded_fixes g
        WHERE g.county = f.county AND g.recording = f.recording AND g.at_ms = f.at_ms);
DROP TABLE recorded_fixes;
ALTER TABLE recorded_fixes_of_one RENAME TO recorded_fixes;
