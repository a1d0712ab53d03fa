-- +goose Up
-- The people who drive, and what they drive. Calendar days are text
-- (2006-01-02, empty: open); instants are UTC.
CREATE TABLE persons (
  county         TEXT NOT NULL,
  id             TEXT NOT NULL,
  name           TEXT NOT NULL,
  staff_class    TEXT NOT NULL CHECK (staff_class IN ('civil_servant', 'institution', 'village_team', 'temporary', 'village_cadre')),
  township       TEXT NOT NULL,
  township_name  TEXT NOT NULL,
  unit           TEXT NOT NULL,
  allowance_from TEXT NOT NULL,
  allowance_to   TEXT NOT NULL,
  bank_name      TEXT NOT NULL,
  bank_account   TEXT NOT NULL,
  drafts         INTEGER NOT NULL DEFAULT 0, -- counts pricings; updating it is the lock that makes them follow each other
  PRIMARY KEY (county, id)
);
CREATE INDEX persons_by_township ON persons (county, township);

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

-- +goose Down
DROP TABLE vehicles;
DROP TABLE persons;
