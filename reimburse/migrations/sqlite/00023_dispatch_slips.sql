-- +goose Up
-- The unit's book of dispatch slips (派车单): which car went where for whom. The
-- number is unique within a day; sha256 is that of the scanned slip, if there is one.
CREATE TABLE dispatch_slips (
  county    TEXT NOT NULL,
  number    TEXT NOT NULL CHECK (length(number) > 0),
  day       TEXT NOT NULL CHECK (length(day) = 10),
  person_id TEXT NOT NULL,
  place     TEXT NOT NULL,
  sha256    TEXT NOT NULL,
  PRIMARY KEY (county, number, day)
);
CREATE INDEX dispatch_slips_by_sha256 ON dispatch_slips (county, sha256) WHERE sha256 <> '';

-- +goose Down
DROP TABLE dispatch_slips;
