-- +goose Up
CREATE TABLE accounts (
    county        TEXT      NOT NULL,
    login         TEXT      NOT NULL,
    password_hash TEXT      NOT NULL, -- argon2id, PHC form
    roles         TEXT      NOT NULL, -- cadre,finance,auditor,admin: comma-separated
    person_id     TEXT      NOT NULL, -- empty for accounts that are nobody's
    wrong         INTEGER   NOT NULL, -- password attempts since the last right one
    locked_until  TIMESTAMPTZ,
    must_change   BOOLEAN   NOT NULL,
    disabled      BOOLEAN   NOT NULL,
    epoch         INTEGER   NOT NULL, -- counts password changes; older sessions are void
    created_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (county, login)
);

-- Keyed by a random token alone: a session is looked up before its county is known.
CREATE TABLE web_sessions (
    token      TEXT      NOT NULL PRIMARY KEY, -- SHA-256 of the cookie's
    data       BYTEA      NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX web_sessions_expiry ON web_sessions (expires_at);

CREATE TABLE api_tokens (
    county     TEXT      NOT NULL,
    login      TEXT      NOT NULL,
    id         TEXT      NOT NULL,
    hash       TEXT      NOT NULL UNIQUE, -- SHA-256 of the token; the token itself is shown once
    label      TEXT      NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (county, login, id),
    FOREIGN KEY (county, login) REFERENCES accounts (county, login)
);

CREATE TABLE answered_requests (
    county       TEXT      NOT NULL,
    login        TEXT      NOT NULL,
    key          TEXT      NOT NULL, -- the Idempotency-Key
    request_hash TEXT      NOT NULL, -- SHA-256 of method, address and body; empty while at work
    status       INTEGER   NOT NULL, -- 0 while the first request is at work
    content_type TEXT      NOT NULL,
    body         BYTEA      NOT NULL,
    started_at   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (county, login, key)
);
CREATE INDEX answered_requests_age ON answered_requests (started_at);

-- +goose Down
DROP TABLE answered_requests;
DROP TABLE api_tokens;
DROP TABLE web_sessions;
DROP TABLE accounts;
