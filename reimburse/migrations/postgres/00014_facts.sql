-- +goose Up
-- What a person said of a month beside its traces. A change is a new row; the
-- last one counts, those that were handed in are sealed in the book.
CREATE TABLE month_facts (
  county    TEXT NOT NULL,
  person_id TEXT NOT NULL,
  month     TEXT NOT NULL, -- 2006-01
  no        INTEGER NOT NULL CHECK (no >= 1),
  body      TEXT NOT NULL, -- JSON, Facts
  digest    TEXT NOT NULL, -- of body
  said_at   TIMESTAMPTZ NOT NULL,
  said_by   TEXT NOT NULL,
  PRIMARY KEY (county, person_id, month, no),
  FOREIGN KEY (county, person_id) REFERENCES persons (county, id)
);

-- The digest of the facts a claim was handed in with; empty: nothing was said.
ALTER TABLE claim_units ADD COLUMN facts TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE claim_units DROP COLUMN facts;
DROP TABLE month_facts;
