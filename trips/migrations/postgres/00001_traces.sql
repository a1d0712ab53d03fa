-- +goose Up
-- One row an upload. The bytes lie in the blob store under blob_key.
CREATE TABLE traces (
    county      TEXT      NOT NULL,
    id          TEXT      NOT NULL,
    person      TEXT      NOT NULL,
    vehicle     TEXT      NOT NULL,
    purpose     TEXT      NOT NULL,
    file_name   TEXT      NOT NULL,
    sha256      TEXT      NOT NULL CHECK (length(sha256) = 64),
    bytes       BIGINT    NOT NULL CHECK (bytes > 0),
    blob_key    TEXT      NOT NULL,
    datum       TEXT      NOT NULL CHECK (datum IN ('auto', 'wgs84', 'gcj02', 'bd09')),
    state       TEXT      NOT NULL CHECK (state IN ('received', 'read', 'refused')),
    report      TEXT,
    refusal     TEXT,
    problem     TEXT,
    received_at TIMESTAMPTZ NOT NULL,
    read_at     TIMESTAMPTZ,
    PRIMARY KEY (county, id),
    UNIQUE (county, person, sha256),
    CHECK ((state = 'received') = (read_at IS NULL)),
    CHECK ((state = 'refused') = (refusal IS NOT NULL))
);
CREATE INDEX traces_by_time ON traces (county, received_at);
CREATE INDEX traces_by_person ON traces (county, person, received_at);

-- +goose Down
DROP TABLE traces;
