-- +goose Up
-- The county's book. Events are only ever added, under the row lock of the
-- county's head, so that their numbers have no holes.
CREATE TABLE ledger_events (
  county    TEXT NOT NULL,
  seq       INTEGER NOT NULL CHECK (seq >= 1),
  at        TIMESTAMP NOT NULL,
  actor     TEXT NOT NULL,
  type      TEXT NOT NULL,
  subject   TEXT NOT NULL,
  payload   TEXT NOT NULL, -- canonical JSON: its bytes are sealed
  prev_hash TEXT NOT NULL,
  hash      TEXT NOT NULL,
  PRIMARY KEY (county, seq)
);
CREATE INDEX ledger_events_by_subject ON ledger_events (county, subject, seq);

CREATE TABLE ledger_heads (
  county TEXT NOT NULL PRIMARY KEY,
  seq    INTEGER NOT NULL,
  hash   TEXT NOT NULL
);

-- +goose StatementBegin
CREATE TRIGGER ledger_events_final_update BEFORE UPDATE ON ledger_events
BEGIN
  SELECT RAISE(ABORT, 'ledger_events: the book is only ever added to');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_events_final_delete BEFORE DELETE ON ledger_events
BEGIN
  SELECT RAISE(ABORT, 'ledger_events: the book is only ever added to');
END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE ledger_heads;
DROP TABLE ledger_events;
