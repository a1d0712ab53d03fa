-- +goose Up
-- What a trip without a trace named in its support, and what was found of it
-- (JSON; empty: nothing was named); the colleague it names, if any.
ALTER TABLE trips ADD COLUMN proof TEXT NOT NULL DEFAULT '';
ALTER TABLE trips ADD COLUMN companion TEXT NOT NULL DEFAULT '';
CREATE INDEX trips_by_companion ON trips (county, companion, started_at) WHERE companion <> '';

-- What a colleague said who was named as having come along.
CREATE TABLE companion_words (
    county   TEXT      NOT NULL,
    trace_id TEXT      NOT NULL,
    person   TEXT      NOT NULL,
    rode     BOOLEAN   NOT NULL,
    at       TIMESTAMP NOT NULL,
    PRIMARY KEY (county, trace_id, person),
    FOREIGN KEY (county, trace_id) REFERENCES traces (county, id)
);

-- +goose Down
DROP TABLE companion_words;
DROP INDEX trips_by_companion;
ALTER TABLE trips DROP COLUMN companion;
ALTER TABLE trips DROP COLUMN proof;
