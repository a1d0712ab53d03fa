-- +goose Up
-- What the county attests of a person (rank, declarations, a hard township) and
-- the service in townships, for conditions of the rule; bicycles, and the
-- displacement of an engine.
ALTER TABLE persons ADD COLUMN marks TEXT NOT NULL DEFAULT ''; -- words, with a space between them
ALTER TABLE persons ADD COLUMN township_from TEXT NOT NULL DEFAULT ''; -- first day of the service in townships that counts
ALTER TABLE persons ADD COLUMN township_to TEXT NOT NULL DEFAULT '';
-- SQLite cannot change a CHECK: the table is made anew.
PRAGMA defer_foreign_keys = ON;
CREATE TEMPORARY TABLE vehicles_kept AS SELECT * FROM vehicles;
DROP TABLE vehicles;
CREATE TABLE vehicles (
  county    TEXT NOT NULL,
  id        TEXT NOT NULL,
  person_id TEXT NOT NULL,
  plate     TEXT NOT NULL,
  class     TEXT NOT NULL CHECK (class IN ('car', 'suv', 'pickup', 'minivan', 'mpv', 'bus', 'motorcycle', 'bicycle')),
  energy    TEXT NOT NULL CHECK (energy IN ('petrol', 'diesel', 'electric', 'hybrid', 'none')),
  grade     TEXT NOT NULL, -- 92, 95, 98, 0, -10; empty: the usual one of the energy
  declared  TEXT NOT NULL, -- decimal, litres or kWh per 100 km; empty: not known
  seats     INTEGER NOT NULL CHECK (seats >= 1),
  length_mm INTEGER NOT NULL CHECK (length_mm >= 0),
  etc       BOOLEAN NOT NULL,
  unit      BOOLEAN NOT NULL, -- belongs to the unit, not to the person
  engine_cc INTEGER NOT NULL DEFAULT 0 CHECK (engine_cc >= 0), -- 0: not known
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, person_id) REFERENCES persons (county, id)
);
CREATE INDEX vehicles_by_person ON vehicles (county, person_id);
CREATE UNIQUE INDEX vehicles_by_plate ON vehicles (county, plate);
INSERT INTO vehicles (county, id, person_id, plate, class, energy, grade, declared, seats, length_mm, etc, unit)
SELECT county, id, person_id, plate, class, energy, grade, declared, seats, length_mm, etc, unit FROM vehicles_kept;
DROP TABLE vehicles_kept;

-- +goose Down
PRAGMA defer_foreign_keys = ON;
CREATE TEMPORARY TABLE vehicles_kept AS SELECT * FROM vehicles;
DROP TABLE vehicles;
CREATE TABLE vehicles (
  county    TEXT NOT NULL,
  id        TEXT NOT NULL,
  person_id TEXT NOT NULL,
  plate     TEXT NOT NULL,
  class     TEXT NOT NULL CHECK (class IN ('car', 'suv', 'pickup', 'minivan', 'mpv', 'bus', 'motorcycle')),
  energy    TEXT NOT NULL CHECK (energy IN ('petrol', 'diesel', 'electric', 'hybrid')),
  grade     TEXT NOT NULL, -- 92, 95, 98, 0, -10; empty: the usual one of the energy
  declared  TEXT NOT NULL, -- decimal, litres or kWh per 100 km
  seats     INTEGER NOT NULL CHECK (seats >= 1),
  length_mm INTEGER NOT NULL CHECK (length_mm >= 0),
  etc       BOOLEAN NOT NULL,
  unit      BOOLEAN NOT NULL, -- belongs to the unit, not to the person
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, person_id) REFERENCES persons (county, id)
);
CREATE INDEX vehicles_by_person ON vehicles (county, person_id);
CREATE UNIQUE INDEX vehicles_by_plate ON vehicles (county, plate);
INSERT INTO vehicles (county, id, person_id, plate, class, energy, grade, declared, seats, length_mm, etc, unit)
SELECT county, id, person_id, plate, class, energy, grade, declared, seats, length_mm, etc, unit FROM vehicles_kept WHERE class <> 'bicycle' AND energy <> 'none';
DROP TABLE vehicles_kept;
ALTER TABLE persons DROP COLUMN township_to;
ALTER TABLE persons DROP COLUMN township_from;
ALTER TABLE persons DROP COLUMN marks;
