-- +goose Up
-- Places with their names by day: a row holds from valid_from to valid_to,
-- both included, written 2026-10-01; '' and '9999-12-31' are open ends.
CREATE TABLE places (
    county        TEXT             NOT NULL,
    code          TEXT             NOT NULL,
    name          TEXT             NOT NULL CHECK (length(name) > 0),
    kind          TEXT             NOT NULL CHECK (kind IN ('county', 'township', 'village', 'station')),
    township_code TEXT             NOT NULL,
    lon           DOUBLE PRECISION NOT NULL CHECK (lon >= -180 AND lon <= 180),
    lat           DOUBLE PRECISION NOT NULL CHECK (lat >= -90 AND lat <= 90),
    valid_from    TEXT             NOT NULL,
    valid_to      TEXT             NOT NULL,
    PRIMARY KEY (county, code, valid_from),
    CHECK (valid_from <= valid_to)
);
CREATE INDEX places_by_lat ON places (county, lat);

-- +goose Down
DROP TABLE places;
