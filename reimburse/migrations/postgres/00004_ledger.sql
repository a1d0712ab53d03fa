-- +goose Up
-- The county's book. Events are only ever added, under the row lock of the
-- county's head, so that their numbers have no holes.
CREATE TABLE ledger_events (
  county    TEXT NOT NULL,
  seq       BIGINT NOT NULL CHECK (seq >= 1),
  at        TIMESTAMPTZ NOT NULL,
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
  seq    BIGINT NOT NULL,
  hash   TEXT NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION ledger_events_are_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger_events: the book is only ever added to';
END $$;
-- +goose StatementEnd
CREATE TRIGGER ledger_events_final BEFORE UPDATE OR DELETE ON ledger_events
  FOR EACH ROW EXECUTE FUNCTION ledger_events_are_final();
CREATE TRIGGER ledger_events_final_truncate BEFORE TRUNCATE ON ledger_events
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_events_are_final();

-- +goose Down
DROP TABLE ledger_heads;
DROP TABLE ledger_events;
DROP FUNCTION ledger_events_are_final();
