-- +goose Up
-- Invoices handed in with claims. The key is the code and number an invoice is
-- told apart by: it stands once in the county, whoever hands it in.
CREATE TABLE invoices (
  county     TEXT NOT NULL,
  id         TEXT NOT NULL,
  key        TEXT NOT NULL,
  claim_id   TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('toll', 'toll-topup', 'parking', 'lodging', 'other')),
  code       TEXT NOT NULL, -- of the older kinds; empty: fully digital
  number     TEXT NOT NULL,
  buyer      TEXT NOT NULL,
  seller     TEXT NOT NULL,
  issued_on  TEXT NOT NULL, -- 2006-01-02
  amount_fen INTEGER NOT NULL,
  file_name  TEXT NOT NULL,
  sha256     TEXT NOT NULL, -- of file
  file       BLOB NOT NULL,
  added_at   TIMESTAMP NOT NULL,
  added_by   TEXT NOT NULL,
  PRIMARY KEY (county, id),
  UNIQUE (county, key),
  UNIQUE (county, sha256),
  FOREIGN KEY (county, claim_id) REFERENCES claims (county, id)
);
CREATE INDEX invoices_by_claim ON invoices (county, claim_id);

-- +goose Down
DROP TABLE invoices;
