-- The tables of trips as the migrations leave them (SQLite). Written by
-- go test ./trips -run TestSchemaDumpIsPresent -update

CREATE TABLE closures (
    county    TEXT             NOT NULL,
    id        TEXT             NOT NULL,
    name      TEXT             NOT NULL CHECK (length(name) > 0),
    reason    TEXT             NOT NULL,
    starts_at TIMESTAMP        NOT NULL,
    ends_at   TIMESTAMP        NOT NULL,
    within_m  DOUBLE PRECISION NOT NULL CHECK (within_m > 0),
    line      TEXT             NOT NULL,
    west      DOUBLE PRECISION NOT NULL,
    south     DOUBLE PRECISION NOT NULL,
    east      DOUBLE PRECISION NOT NULL,
    north     DOUBLE PRECISION NOT NULL, version INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (county, id),
    CHECK (starts_at <= ends_at)
);

CREATE INDEX closures_by_end ON closures (county, ends_at);

CREATE TABLE companion_words (
    county   TEXT      NOT NULL,
    trace_id TEXT      NOT NULL,
    person   TEXT      NOT NULL,
    rode     BOOLEAN   NOT NULL,
    at       TIMESTAMP NOT NULL,
    PRIMARY KEY (county, trace_id, person),
    FOREIGN KEY (county, trace_id) REFERENCES traces (county, id)
);

CREATE TABLE drive_marks (
    county TEXT   NOT NULL,
    mark   BIGINT NOT NULL,
    drive  BIGINT NOT NULL,
    PRIMARY KEY (county, mark, drive)
) WITHOUT ROWID;

CREATE TABLE drives (
    county  TEXT   NOT NULL,
    drive   BIGINT NOT NULL,
    trip_id TEXT   NOT NULL,
    marks   BLOB  NOT NULL,
    PRIMARY KEY (county, drive),
    UNIQUE (county, trip_id),
    FOREIGN KEY (county, trip_id) REFERENCES trips (county, id) ON DELETE CASCADE
);

CREATE TABLE fix_reads (
    county  TEXT      NOT NULL,
    id      TEXT      NOT NULL,
    trip_id TEXT      NOT NULL,
    login   TEXT      NOT NULL,
    person  TEXT      NOT NULL,
    purpose TEXT      NOT NULL CHECK (length(purpose) > 0),
    at      TIMESTAMP NOT NULL,
    PRIMARY KEY (county, id)
);

CREATE INDEX fix_reads_by_trip ON fix_reads (county, trip_id, at);

CREATE TABLE places (
    county        TEXT             NOT NULL,
    code          TEXT             NOT NULL,
    name          TEXT             NOT NULL CHECK (length(name) > 0),
    kind          TEXT             NOT NULL CHECK (kind IN ('county', 'township', 'village', 'station')),
    township_code TEXT             NOT NULL,
    lon           DOUBLE PRECISION NOT NULL CHECK (lon >= -180 AND lon <= 180),
    lat           DOUBLE PRECISION NOT NULL CHECK (lat >= -90 AND lat <= 90),
    valid_from    TEXT             NOT NULL,
    valid_to      TEXT             NOT NULL,
    PRIMARY KEY (county, code, valid_from),
    CHECK (valid_from <= valid_to)
);

CREATE INDEX places_by_lat ON places (county, lat);

CREATE TABLE private_areas (
    county   TEXT             NOT NULL,
    person   TEXT             NOT NULL,
    id       TEXT             NOT NULL,
    kind     TEXT             NOT NULL CHECK (kind IN ('home', 'other')),
    name     TEXT             NOT NULL,
    lon      DOUBLE PRECISION NOT NULL CHECK (lon >= -180 AND lon <= 180),
    lat      DOUBLE PRECISION NOT NULL CHECK (lat >= -90 AND lat <= 90),
    radius_m DOUBLE PRECISION NOT NULL CHECK (radius_m > 0),
    PRIMARY KEY (county, person, id)
);

CREATE TABLE "recorded_fixes" (
    county      TEXT   NOT NULL,
    recording   TEXT   NOT NULL,
    device      TEXT   NOT NULL DEFAULT '',
    at_ms       BIGINT NOT NULL,
    lon         DOUBLE PRECISION NOT NULL CHECK (lon >= -180 AND lon <= 180),
    lat         DOUBLE PRECISION NOT NULL CHECK (lat >= -90 AND lat <= 90),
    elevation_m DOUBLE PRECISION,
    accuracy_m  DOUBLE PRECISION,
    mocked      BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (county, recording, device, at_ms)
);

CREATE TABLE recordings (
    county     TEXT NOT NULL,
    id         TEXT NOT NULL,
    person     TEXT NOT NULL,
    vehicle    TEXT NOT NULL,
    purpose    TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    until      TIMESTAMP NOT NULL,
    ended_at   TIMESTAMP,
    trace      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (county, id),
    CHECK (until > started_at)
);

CREATE INDEX recordings_by_person ON recordings (county, person, started_at);

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
    received_at TIMESTAMP NOT NULL,
    read_at     TIMESTAMP, kept_sha256 TEXT, sent_report TEXT, edits TEXT, kind TEXT NOT NULL DEFAULT 'trace' CHECK (kind IN ('trace', 'statement')), purged_at TIMESTAMP, purged_by TEXT NOT NULL DEFAULT '', purged_why TEXT NOT NULL DEFAULT '', merged_into TEXT NOT NULL DEFAULT '', withdrawn_at TIMESTAMP,
    PRIMARY KEY (county, id),
    UNIQUE (county, person, sha256),
    CHECK ((state = 'received') = (read_at IS NULL)),
    CHECK ((state = 'refused') = (refusal IS NOT NULL))
);

CREATE INDEX traces_by_blob ON traces (county, blob_key);

CREATE INDEX traces_by_person ON traces (county, person, received_at);

CREATE INDEX traces_by_time ON traces (county, received_at);

CREATE INDEX traces_merged ON traces (county, merged_into) WHERE merged_into <> '';

CREATE INDEX traces_with_points ON traces (county, received_at, id) WHERE purged_at IS NULL;

CREATE INDEX traces_withdrawn ON traces (county, id) WHERE withdrawn_at IS NOT NULL;

CREATE TABLE trip_findings (
    county    TEXT             NOT NULL,
    trip_id   TEXT             NOT NULL,
    no        INTEGER          NOT NULL CHECK (no > 0),
    rule      TEXT             NOT NULL,
    severity  TEXT             NOT NULL CHECK (severity IN ('note', 'serious')),
    text_zh   TEXT             NOT NULL,
    text_en   TEXT             NOT NULL,
    measured  DOUBLE PRECISION NOT NULL,
    threshold DOUBLE PRECISION NOT NULL,
    unit      TEXT             NOT NULL,
    at        TIMESTAMP,
    clears_zh TEXT             NOT NULL,
    clears_en TEXT             NOT NULL, about TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (county, trip_id, no),
    FOREIGN KEY (county, trip_id) REFERENCES trips (county, id) ON DELETE CASCADE
);

CREATE INDEX trip_findings_about ON trip_findings (county, about) WHERE about <> '';

CREATE TABLE trip_fixes (
    county  TEXT NOT NULL,
    trip_id TEXT NOT NULL,
    packed  BLOB NOT NULL,
    PRIMARY KEY (county, trip_id),
    FOREIGN KEY (county, trip_id) REFERENCES trips (county, id) ON DELETE CASCADE
);

CREATE TABLE trip_late_findings (
    county    TEXT             NOT NULL,
    trip_id   TEXT             NOT NULL,
    no        INTEGER          NOT NULL CHECK (no > 0),
    found_at  TIMESTAMP        NOT NULL,
    gone      BOOLEAN          NOT NULL,
    stretch   TEXT             NOT NULL,
    rule      TEXT             NOT NULL,
    severity  TEXT             NOT NULL CHECK (severity IN ('note', 'serious')),
    text_zh   TEXT             NOT NULL,
    text_en   TEXT             NOT NULL,
    measured  DOUBLE PRECISION NOT NULL,
    threshold DOUBLE PRECISION NOT NULL,
    unit      TEXT             NOT NULL,
    at        TIMESTAMP,
    clears_zh TEXT             NOT NULL,
    clears_en TEXT             NOT NULL,
    PRIMARY KEY (county, trip_id, no),
    FOREIGN KEY (county, trip_id) REFERENCES trips (county, id) ON DELETE CASCADE
);

CREATE TABLE trips (
    county          TEXT             NOT NULL,
    id              TEXT             NOT NULL,
    trace_id        TEXT             NOT NULL,
    no              INTEGER          NOT NULL CHECK (no > 0),
    person          TEXT             NOT NULL,
    vehicle         TEXT             NOT NULL,
    purpose         TEXT             NOT NULL,
    month           TEXT             NOT NULL CHECK (length(month) = 7),
    started_at      TIMESTAMP,
    ended_at        TIMESTAMP,
    from_place      TEXT             NOT NULL,
    to_place        TEXT             NOT NULL,
    distance_m      DOUBLE PRECISION NOT NULL CHECK (distance_m >= 0),
    distance_low_m  DOUBLE PRECISION NOT NULL CHECK (distance_low_m >= 0),
    distance_high_m DOUBLE PRECISION NOT NULL CHECK (distance_high_m >= 0),
    trace_length_m  DOUBLE PRECISION NOT NULL CHECK (trace_length_m >= 0),
    tolled_m        DOUBLE PRECISION NOT NULL CHECK (tolled_m >= 0),
    off_road_m      DOUBLE PRECISION NOT NULL CHECK (off_road_m >= 0),
    climb_m         DOUBLE PRECISION NOT NULL CHECK (climb_m >= 0),
    descent_m       DOUBLE PRECISION NOT NULL CHECK (descent_m >= 0),
    confidence      DOUBLE PRECISION NOT NULL CHECK (confidence >= 0 AND confidence <= 1),
    fixes           INTEGER          NOT NULL,
    kept            INTEGER          NOT NULL,
    datum           TEXT             NOT NULL CHECK (datum IN ('wgs84', 'gcj02', 'bd09')),
    datum_sureness  DOUBLE PRECISION NOT NULL CHECK (datum_sureness >= 0 AND datum_sureness <= 1),
    roads_version   TEXT             NOT NULL,
    match_version   TEXT             NOT NULL,
    path            BLOB             NOT NULL,
    off_road        BLOB             NOT NULL,
    passages        TEXT             NOT NULL,
    breaks          TEXT             NOT NULL,
    dropped         TEXT             NOT NULL,
    west            DOUBLE PRECISION NOT NULL,
    south           DOUBLE PRECISION NOT NULL,
    east            DOUBLE PRECISION NOT NULL,
    north           DOUBLE PRECISION NOT NULL, via TEXT NOT NULL DEFAULT '[]', evidence TEXT NOT NULL DEFAULT 'trace'
    CHECK (evidence IN ('trace', 'toll-record', 'request', 'dispatch-slip', 'companion', 'usual-route', 'own-word')), rests_on TEXT NOT NULL DEFAULT '', by_road TEXT NOT NULL DEFAULT '', proof TEXT NOT NULL DEFAULT '', companion TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (county, id),
    UNIQUE (county, trace_id, no),
    FOREIGN KEY (county, trace_id) REFERENCES traces (county, id)
);

CREATE INDEX trips_by_companion ON trips (county, companion, started_at) WHERE companion <> '';

CREATE INDEX trips_by_month ON trips (county, month, started_at);

CREATE INDEX trips_by_person ON trips (county, person, month, started_at);

CREATE INDEX trips_by_places ON trips (county, from_place, to_place);

CREATE INDEX trips_by_time ON trips (county, started_at);
