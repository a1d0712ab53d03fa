-- +goose Up
-- A recording is a stretch of time in which the cadre lets a phone's own
-- tracker send fixes; outside of any nothing is kept. trace is empty until it
-- was handed in.
CREATE TABLE recordings (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    person     TEXT NOT NULL,
    vehicle    TEXT NOT NULL,
    purpose    TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    until      TIMESTAMP NOT NULL,
    ended_at   TIMESTAMP,
    trace      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (county, id),
    CHECK (until > started_at)
);
CREATE INDEX recordings_by_person ON recordings (county, person, started_at);
-- One row a fix; at_ms is Unix time in milliseconds, figures not given are NULL.
CREATE TABLE recorded_fixes (
    county      TEXT   NOT NULL,
    recording   TEXT   NOT NULL,
    at_ms       BIGINT NOT NULL,
    lon         DOUBLE PRECISION NOT NULL CHECK (lon >= -180 AND lon <= 180),
    lat         DOUBLE PRECISION NOT NULL CHECK (lat >= -90 AND lat <= 90),
    elevation_m DOUBLE PRECISION,
    accuracy_m  DOUBLE PRECISION,
    PRIMARY KEY (county, recording, at_ms)
);

-- +goose Down
DROP TABLE recorded_fixes;
DROP TABLE recordings;
