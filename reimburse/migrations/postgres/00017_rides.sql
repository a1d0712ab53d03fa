-- +goose Up
-- What a toll invoice says of the ride it is for.
CREATE TABLE invoice_rides (
  county       TEXT NOT NULL,
  invoice_id   TEXT NOT NULL,
  plate        TEXT NOT NULL,
  entry        TEXT NOT NULL,
  exit_station TEXT NOT NULL,
  entry_at     TIMESTAMPTZ NOT NULL,
  exit_at      TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (county, invoice_id),
  FOREIGN KEY (county, invoice_id) REFERENCES invoices (county, id),
  CHECK (exit_at > entry_at)
);
CREATE INDEX invoice_rides_by_ride ON invoice_rides (county, plate, exit_at);

-- +goose Down
DROP TABLE invoice_rides;
