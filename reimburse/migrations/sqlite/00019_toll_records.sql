-- +goose Up
-- One pass of a vehicle as an ETC statement tells it, and no more of the
-- statement than that.
CREATE TABLE toll_records (
  county       TEXT NOT NULL,
  plate        TEXT NOT NULL, -- without the marks people put in it
  exit_at      TIMESTAMP NOT NULL,
  exit_key     TEXT NOT NULL, -- the exit station as names are compared
  exit_station TEXT NOT NULL, -- as the statement writes it
  entry        TEXT NOT NULL, -- empty where the statement does not tell it
  entry_at     TIMESTAMP,
  pay_fen      INTEGER NOT NULL CHECK (pay_fen >= 0),
  discount_fen INTEGER NOT NULL CHECK (discount_fen >= 0 AND discount_fen <= pay_fen),
  real_fen     INTEGER NOT NULL CHECK (real_fen = pay_fen - discount_fen),
  sha256       TEXT NOT NULL, -- of the statement's file
  row_no       INTEGER NOT NULL CHECK (row_no >= 1), -- in it
  imported_at  TIMESTAMP NOT NULL,
  imported_by  TEXT NOT NULL,
  trip_id      TEXT NOT NULL DEFAULT '', -- the trip it is of, as far as trips are known
  PRIMARY KEY (county, plate, exit_at, exit_key),
  CHECK (entry_at IS NULL OR entry_at < exit_at)
);

-- What the lines of a claim pay of tolled roads. held: the claim was handed in;
-- then nobody else is paid the pass, and a record pays once.
CREATE TABLE toll_record_uses (
  county    TEXT NOT NULL,
  claim_id  TEXT NOT NULL,
  no        INTEGER NOT NULL CHECK (no >= 1),
  trip_id   TEXT NOT NULL,
  person_id TEXT NOT NULL, -- of the claim
  plate     TEXT NOT NULL, -- empty: the vehicle is not known
  from_at   TIMESTAMP NOT NULL,
  until_at  TIMESTAMP NOT NULL,
  slack_s   INTEGER NOT NULL CHECK (slack_s >= 0),
  paid_by   TEXT NOT NULL CHECK (paid_by IN ('record', 'table', 'estimate', 'invoice')),
  exit_key  TEXT, -- of the record; null where none paid
  held      BOOLEAN NOT NULL,
  PRIMARY KEY (county, claim_id, no),
  FOREIGN KEY (county, claim_id) REFERENCES claims (county, id),
  FOREIGN KEY (county, plate, until_at, exit_key) REFERENCES toll_records (county, plate, exit_at, exit_key),
  CHECK (from_at <= until_at),
  CHECK ((paid_by = 'record') = (exit_key IS NOT NULL))
);
CREATE INDEX toll_records_by_time ON toll_records (county, exit_at);
CREATE UNIQUE INDEX toll_record_uses_once ON toll_record_uses (county, plate, until_at, exit_key) WHERE held AND exit_key IS NOT NULL;
CREATE INDEX toll_record_uses_by_plate ON toll_record_uses (county, plate, until_at);
CREATE INDEX toll_record_uses_by_trip ON toll_record_uses (county, trip_id);

-- +goose Down
DROP TABLE toll_record_uses;
DROP TABLE toll_records;
