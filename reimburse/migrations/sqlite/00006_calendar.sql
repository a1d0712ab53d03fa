-- +goose Up
-- The calendar of public holidays and of weekends worked for them. A year is
-- known when a row of it stands here; its paper may name days of the year
-- before.
CREATE TABLE calendar_days (
  county TEXT NOT NULL,
  day    TEXT NOT NULL, -- 2006-01-02
  year   INTEGER NOT NULL, -- the year whose paper names the day
  name   TEXT NOT NULL,
  worked BOOLEAN NOT NULL,
  PRIMARY KEY (county, day)
);

-- A bridge or tunnel priced by itself is a row on top of an interval's.
ALTER TABLE toll_rows ADD COLUMN over_interval TEXT NOT NULL DEFAULT '';
-- The most seats of vehicles that pass free; 0: the usual seven.
ALTER TABLE toll_free_periods ADD COLUMN seats INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE toll_free_periods DROP COLUMN seats;
ALTER TABLE toll_rows DROP COLUMN over_interval;
DROP TABLE calendar_days;
