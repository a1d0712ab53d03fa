-- +goose Up
-- What a unit may spend in a year. Importing it again replaces it; the book
-- keeps what was there before.
CREATE TABLE budgets (
  county      TEXT NOT NULL,
  unit        TEXT NOT NULL,
  year        INTEGER NOT NULL,
  granted_fen BIGINT NOT NULL CHECK (granted_fen >= 0),
  pooled_fen  BIGINT NOT NULL CHECK (pooled_fen >= 0), -- kept back of the staff's allowances
  blocks      BOOLEAN NOT NULL, -- what is more is not approved; else it is shown
  imported_at TIMESTAMPTZ NOT NULL,
  imported_by TEXT NOT NULL,
  PRIMARY KEY (county, unit, year)
);

-- Whose budget a claim draws on: the person's unit when it was handed in. A
-- claim handed in before budgets were kept has no row.
CREATE TABLE claim_units (
  county   TEXT NOT NULL,
  claim_id TEXT NOT NULL,
  unit     TEXT NOT NULL,
  PRIMARY KEY (county, claim_id),
  FOREIGN KEY (county, claim_id) REFERENCES claims (county, id)
);

-- +goose Down
DROP TABLE claim_units;
DROP TABLE budgets;
