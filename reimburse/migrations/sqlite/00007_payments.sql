-- +goose Up
-- A batch is what is sent to the bank at once: the file, and a transfer a
-- person. A transfer may pay several claims of its person, clawbacks included.
CREATE TABLE payment_batches (
  county    TEXT NOT NULL,
  id        TEXT NOT NULL,
  number    TEXT NOT NULL, -- as printed and as the claims' payment reference
  version   INTEGER NOT NULL CHECK (version >= 1),
  made_at   TIMESTAMP NOT NULL,
  made_by   TEXT NOT NULL,
  total_fen INTEGER NOT NULL CHECK (total_fen > 0),
  transfers INTEGER NOT NULL CHECK (transfers >= 1),
  layout    TEXT NOT NULL, -- the bank layout's name
  file_name TEXT NOT NULL,
  file      BLOB NOT NULL, -- as it was sent
  sha256    TEXT NOT NULL, -- of file
  PRIMARY KEY (county, id),
  UNIQUE (county, number)
);

CREATE TABLE payment_transfers (
  county      TEXT NOT NULL,
  batch_id    TEXT NOT NULL,
  no          INTEGER NOT NULL CHECK (no >= 1),
  person_id   TEXT NOT NULL,
  name        TEXT NOT NULL,
  bank        TEXT NOT NULL,
  account     TEXT NOT NULL,
  amount_fen  INTEGER NOT NULL CHECK (amount_fen > 0),
  state       TEXT NOT NULL CHECK (state IN ('sent', 'arrived', 'failed')),
  reason      TEXT NOT NULL, -- why it failed, as the bank said
  answered_at TIMESTAMP,
  answered_by TEXT NOT NULL,
  PRIMARY KEY (county, batch_id, no),
  FOREIGN KEY (county, batch_id) REFERENCES payment_batches (county, id),
  CHECK ((state = 'sent') = (answered_at IS NULL))
);

CREATE TABLE payment_claims (
  county     TEXT NOT NULL,
  batch_id   TEXT NOT NULL,
  no         INTEGER NOT NULL,
  claim_id   TEXT NOT NULL,
  amount_fen INTEGER NOT NULL, -- negative for a clawback
  failed     BOOLEAN NOT NULL,
  PRIMARY KEY (county, batch_id, claim_id),
  FOREIGN KEY (county, batch_id, no) REFERENCES payment_transfers (county, batch_id, no),
  FOREIGN KEY (county, claim_id) REFERENCES claims (county, id)
);
-- A claim is in one transfer that has not failed, at most: the key that keeps
-- it from being paid twice.
CREATE UNIQUE INDEX payment_claims_once ON payment_claims (county, claim_id) WHERE NOT failed;

-- What the office set down for its work: the bank's layout, the account map.
-- The latest of a kind is in force; none is ever changed.
CREATE TABLE office_documents (
  county      TEXT NOT NULL,
  kind        TEXT NOT NULL,
  no          INTEGER NOT NULL CHECK (no >= 1),
  body        TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  imported_at TIMESTAMP NOT NULL,
  imported_by TEXT NOT NULL,
  PRIMARY KEY (county, kind, no)
);

-- +goose Down
DROP TABLE office_documents;
DROP TABLE payment_claims;
DROP TABLE payment_transfers;
DROP TABLE payment_batches;
