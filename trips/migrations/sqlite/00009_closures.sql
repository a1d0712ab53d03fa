-- +goose Up
-- Stretches of road that were closed for a time: line is WKT, LINESTRING or
-- POINT; the box is that of the line.
CREATE TABLE closures (
    county    TEXT             NOT NULL,
    id        TEXT             NOT NULL,
    name      TEXT             NOT NULL CHECK (length(name) > 0),
    reason    TEXT             NOT NULL,
    starts_at TIMESTAMP        NOT NULL,
    ends_at   TIMESTAMP        NOT NULL,
    within_m  DOUBLE PRECISION NOT NULL CHECK (within_m > 0),
    line      TEXT             NOT NULL,
    west      DOUBLE PRECISION NOT NULL,
    south     DOUBLE PRECISION NOT NULL,
    east      DOUBLE PRECISION NOT NULL,
    north     DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (county, id),
    CHECK (starts_at <= ends_at)
);
CREATE INDEX closures_by_end ON closures (county, ends_at);

-- +goose Down
DROP TABLE closures;
