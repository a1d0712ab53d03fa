-- +goose Up
-- A claim is one person's month; sequence 2 and up are supplements for trips
-- that arrived after the month was handed in.
CREATE TABLE claims (
  county            TEXT NOT NULL,
  id                TEXT NOT NULL,
  person_id         TEXT NOT NULL,
  month             TEXT NOT NULL, -- 2006-01, Asia/Shanghai
  sequence          INTEGER NOT NULL CHECK (sequence >= 1),
  state             TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'approved', 'rejected', 'paid')),
  version           INTEGER NOT NULL CHECK (version >= 1),
  rule_document     TEXT NOT NULL,
  rule_version      TEXT NOT NULL,
  rule_hash         TEXT NOT NULL,
  roads_versions    TEXT NOT NULL, -- JSON
  match_versions    TEXT NOT NULL, -- JSON
  trips             INTEGER NOT NULL,
  distance_m        REAL NOT NULL,
  total_fen         INTEGER NOT NULL,
  cut_fen           INTEGER NOT NULL,
  findings_serious  INTEGER NOT NULL,
  findings_note     INTEGER NOT NULL,
  lines_digest      TEXT NOT NULL,
  drafted_at        TIMESTAMP NOT NULL,
  submitted_at      TIMESTAMP,
  submitted_by      TEXT NOT NULL DEFAULT '',
  decided_at        TIMESTAMP,
  decided_by        TEXT NOT NULL DEFAULT '',
  paid_at           TIMESTAMP,
  payment_reference TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (county, id),
  UNIQUE (county, person_id, month, sequence),
  FOREIGN KEY (county, person_id) REFERENCES persons (county, id),
  CHECK (state IN ('draft') OR submitted_at IS NOT NULL),
  CHECK ((state IN ('approved', 'rejected', 'paid')) = (decided_at IS NOT NULL)),
  CHECK ((state = 'paid') = (paid_at IS NOT NULL))
);
CREATE INDEX claims_by_state ON claims (county, state, month);

CREATE TABLE claim_lines (
  county     TEXT NOT NULL,
  claim_id   TEXT NOT NULL,
  no         INTEGER NOT NULL CHECK (no >= 1),
  code       TEXT NOT NULL,
  trip_id    TEXT NOT NULL, -- empty: about the whole month
  quantity   TEXT NOT NULL,
  unit       TEXT NOT NULL,
  rate       TEXT NOT NULL,
  amount_fen INTEGER NOT NULL,
  rule       TEXT NOT NULL, -- JSON, claim.Rule
  text       TEXT NOT NULL, -- JSON, lang.Text
  inputs     TEXT NOT NULL, -- JSON, []claim.Input
  on_at      TIMESTAMP NOT NULL,
  digest     TEXT NOT NULL, -- of the whole line; sealed in the ledger at each move
  PRIMARY KEY (county, claim_id, no),
  FOREIGN KEY (county, claim_id) REFERENCES claims (county, id)
);

-- A trip belongs to one claim at most, for good once that claim is handed in:
-- the key is what keeps a trip from being paid twice.
CREATE TABLE claim_trips (
  county   TEXT NOT NULL,
  trip_id  TEXT NOT NULL,
  claim_id TEXT NOT NULL,
  digest   TEXT NOT NULL, -- of the trip as it was priced
  PRIMARY KEY (county, trip_id),
  FOREIGN KEY (county, claim_id) REFERENCES claims (county, id)
);
CREATE INDEX claim_trips_by_claim ON claim_trips (county, claim_id);

CREATE TABLE claim_comments (
  county    TEXT NOT NULL,
  claim_id  TEXT NOT NULL,
  event_seq INTEGER NOT NULL, -- of the return that carried it
  line_no   INTEGER NOT NULL, -- as it was then
  line_key  TEXT NOT NULL,   -- finds the line again after the draft was priced anew
  at        TIMESTAMP NOT NULL,
  login     TEXT NOT NULL,
  text      TEXT NOT NULL,
  PRIMARY KEY (county, claim_id, event_seq, line_no),
  FOREIGN KEY (county, claim_id) REFERENCES claims (county, id)
);

-- +goose Down
DROP TABLE claim_comments;
DROP TABLE claim_trips;
DROP TABLE claim_lines;
DROP TABLE claims;
