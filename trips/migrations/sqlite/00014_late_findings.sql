-- +goose Up
-- What was learnt of a trip after its claim was handed in; no is the order, from
-- 1. gone: what is said here of it holds no more. stretch is the closed one.
-- The rows go when the claim comes back and the trip is weighed anew.
CREATE TABLE trip_late_findings (
    county    TEXT             NOT NULL,
    trip_id   TEXT             NOT NULL,
    no        INTEGER          NOT NULL CHECK (no > 0),
    found_at  TIMESTAMP        NOT NULL,
    gone      BOOLEAN          NOT NULL,
    stretch   TEXT             NOT NULL,
    rule      TEXT             NOT NULL,
    severity  TEXT             NOT NULL CHECK (severity IN ('note', 'serious')),
    text_zh   TEXT             NOT NULL,
    text_en   TEXT             NOT NULL,
    measured  DOUBLE PRECISION NOT NULL,
    threshold DOUBLE PRECISION NOT NULL,
    unit      TEXT             NOT NULL,
    at        TIMESTAMP,
    clears_zh TEXT             NOT NULL,
    clears_en TEXT             NOT NULL,
    PRIMARY KEY (county, trip_id, no),
    FOREIGN KEY (county, trip_id) REFERENCES trips (county, id) ON DELETE CASCADE
);
-- Counts how often a closure was put right, so that who reads a trace meanwhile
-- sees that one came.
ALTER TABLE closures ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- +goose Down
ALTER TABLE closures DROP COLUMN version;
DROP TABLE trip_late_findings;
