-- +goose Up
-- A claim may be checked by the township before finance decides. hands is
-- everybody who had a hand in the decision, and in whose place, so that nobody
-- gives two of its approvals and somebody else answers an appeal.
-- SQLite cannot change a CHECK: the table is made anew. Those that refer to it
-- are held to it again when the transaction ends.
PRAGMA defer_foreign_keys = ON;
CREATE TEMPORARY TABLE claims_kept AS SELECT * FROM claims;
DROP TABLE claims;
CREATE TABLE claims (
  county            TEXT NOT NULL,
  id                TEXT NOT NULL,
  person_id         TEXT NOT NULL,
  month             TEXT NOT NULL, -- 2006-01, Asia/Shanghai
  sequence          INTEGER NOT NULL CHECK (sequence >= 1),
  state             TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'checked', 'returned', 'approved', 'rejected', 'paid')),
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
  kind              TEXT NOT NULL DEFAULT 'month' CHECK (kind IN ('month', 'correction')),
  endorsed_by       TEXT NOT NULL DEFAULT '',
  endorsed_person   TEXT NOT NULL DEFAULT '',
  hands             TEXT NOT NULL DEFAULT '[]', -- JSON, []matter.Who
  PRIMARY KEY (county, id),
  UNIQUE (county, person_id, month, sequence),
  FOREIGN KEY (county, person_id) REFERENCES persons (county, id),
  CHECK (state IN ('draft') OR submitted_at IS NOT NULL),
  CHECK ((state IN ('approved', 'rejected', 'paid')) = (decided_at IS NOT NULL)),
  CHECK ((state = 'paid') = (paid_at IS NOT NULL))
);
CREATE INDEX claims_by_state ON claims (county, state, month);
INSERT INTO claims (
  county, id, person_id, month, sequence, state, version, rule_document, rule_version, rule_hash, roads_versions, match_versions,
  trips, distance_m, total_fen, cut_fen, findings_serious, findings_note, lines_digest, drafted_at, submitted_at, submitted_by,
  decided_at, decided_by, paid_at, payment_reference, kind, endorsed_by, endorsed_person)
SELECT county, id, person_id, month, sequence, state, version, rule_document, rule_version, rule_hash, roads_versions, match_versions,
  trips, distance_m, total_fen, cut_fen, findings_serious, findings_note, lines_digest, drafted_at, submitted_at, submitted_by,
  decided_at, decided_by, paid_at, payment_reference, kind, endorsed_by, endorsed_person FROM claims_kept;
DROP TABLE claims_kept;

-- +goose Down
PRAGMA defer_foreign_keys = ON;
CREATE TEMPORARY TABLE claims_kept AS SELECT * FROM claims;
DROP TABLE claims;
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
  kind              TEXT NOT NULL DEFAULT 'month' CHECK (kind IN ('month', 'correction')),
  endorsed_by       TEXT NOT NULL DEFAULT '',
  endorsed_person   TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (county, id),
  UNIQUE (county, person_id, month, sequence),
  FOREIGN KEY (county, person_id) REFERENCES persons (county, id),
  CHECK (state IN ('draft') OR submitted_at IS NOT NULL),
  CHECK ((state IN ('approved', 'rejected', 'paid')) = (decided_at IS NOT NULL)),
  CHECK ((state = 'paid') = (paid_at IS NOT NULL))
);
CREATE INDEX claims_by_state ON claims (county, state, month);
INSERT INTO claims (
  county, id, person_id, month, sequence, state, version, rule_document, rule_version, rule_hash, roads_versions, match_versions,
  trips, distance_m, total_fen, cut_fen, findings_serious, findings_note, lines_digest, drafted_at, submitted_at, submitted_by,
  decided_at, decided_by, paid_at, payment_reference, kind, endorsed_by, endorsed_person)
SELECT county, id, person_id, month, sequence, state, version, rule_document, rule_version, rule_hash, roads_versions, match_versions,
  trips, distance_m, total_fen, cut_fen, findings_serious, findings_note, lines_digest, drafted_at, submitted_at, submitted_by,
  decided_at, decided_by, paid_at, payment_reference, kind, endorsed_by, endorsed_person FROM claims_kept;
DROP TABLE claims_kept;
