-- +goose Up
-- What a trip cost whoever drove it, whatever the rule pays and whether it is
-- claimed or not. Written anew each time the trip's month is priced.
CREATE TABLE trip_costs (
  county     TEXT NOT NULL,
  trip_id    TEXT NOT NULL,
  person_id  TEXT NOT NULL,
  month      TEXT NOT NULL, -- 2006-01, Asia/Shanghai
  day        TEXT NOT NULL, -- 2006-01-02, the day it began
  distance_m REAL NOT NULL,
  energy_fen INTEGER NOT NULL,
  toll_fen   INTEGER NOT NULL,
  unpriced   TEXT NOT NULL, -- why the cost is not known; empty: it is
  PRIMARY KEY (county, trip_id),
  FOREIGN KEY (county, person_id) REFERENCES persons (county, id)
);
CREATE INDEX trip_costs_by_month ON trip_costs (county, month, person_id);

-- The allowance a person drew in a month they drove in.
CREATE TABLE person_months (
  county        TEXT NOT NULL,
  person_id     TEXT NOT NULL,
  month         TEXT NOT NULL,
  allowance_fen INTEGER NOT NULL CHECK (allowance_fen >= 0),
  PRIMARY KEY (county, person_id, month),
  FOREIGN KEY (county, person_id) REFERENCES persons (county, id)
);

-- +goose Down
DROP TABLE person_months;
DROP TABLE trip_costs;
