-- +goose Up
-- The dated tables a price looks up, and the rule documents. A row is never
-- edited: a correction is a new row or a new version.
CREATE TABLE fuel_prices (
  county     TEXT NOT NULL,
  zone       TEXT NOT NULL,
  grade      TEXT NOT NULL,
  valid_from TIMESTAMP NOT NULL,
  yuan       TEXT NOT NULL, -- decimal, per litre or kWh
  source     TEXT NOT NULL,
  PRIMARY KEY (county, zone, grade, valid_from)
);

CREATE TABLE toll_rows (
  county        TEXT NOT NULL,
  interval_code TEXT NOT NULL, -- a gantry's ref, or ENTRY>EXIT
  valid_from    TIMESTAMP NOT NULL,
  name          TEXT NOT NULL,
  class1_fen    INTEGER NOT NULL CHECK (class1_fen >= 0),
  class2_fen    INTEGER NOT NULL CHECK (class2_fen >= 0),
  class3_fen    INTEGER NOT NULL CHECK (class3_fen >= 0),
  class4_fen    INTEGER NOT NULL CHECK (class4_fen >= 0),
  PRIMARY KEY (county, interval_code, valid_from)
);

CREATE TABLE toll_free_periods (
  county     TEXT NOT NULL,
  free_from  TIMESTAMP NOT NULL,
  free_until TIMESTAMP NOT NULL,
  name       TEXT NOT NULL,
  PRIMARY KEY (county, free_from),
  CHECK (free_from < free_until)
);

CREATE TABLE rule_documents (
  county        TEXT NOT NULL,
  id            TEXT NOT NULL,
  version       TEXT NOT NULL,
  in_force_from TEXT NOT NULL,
  in_force_to   TEXT NOT NULL,
  body          TEXT NOT NULL, -- the YAML as imported
  sha256        TEXT NOT NULL, -- of body
  imported_at   TIMESTAMP NOT NULL,
  imported_by   TEXT NOT NULL,
  PRIMARY KEY (county, id, version)
);
CREATE INDEX rule_documents_by_day ON rule_documents (county, in_force_from);

-- +goose StatementBegin
CREATE TRIGGER rule_documents_final_update BEFORE UPDATE ON rule_documents
BEGIN
  SELECT RAISE(ABORT, 'rule_documents: an imported document is never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rule_documents_final_delete BEFORE DELETE ON rule_documents
BEGIN
  SELECT RAISE(ABORT, 'rule_documents: an imported document is never changed');
END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE rule_documents;
DROP TABLE toll_free_periods;
DROP TABLE toll_rows;
DROP TABLE fuel_prices;
