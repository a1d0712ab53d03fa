-- +goose Up
-- Signed statements of where a county's book stood. A copy kept elsewhere is
-- what proves; these are at hand for export and checking.
CREATE TABLE ledger_anchors (
  county    TEXT NOT NULL,
  seq       BIGINT NOT NULL CHECK (seq >= 1),
  hash      TEXT NOT NULL,
  at        TIMESTAMPTZ NOT NULL,
  key       TEXT NOT NULL, -- hex, the Ed25519 public key
  signature TEXT NOT NULL, -- hex
  PRIMARY KEY (county, seq, key)
);

-- +goose Down
DROP TABLE ledger_anchors;
