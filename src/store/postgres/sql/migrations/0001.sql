-- The archive. `place` is the order of lists in bytes: moment and id, both inverted, so that the newest comes first.
-- Texts that stand in keys are at most 160 bytes: longer ones are cut and end with a hash, and U+0000 and U+0001 are
-- escaped, which PostgreSQL cannot hold. Everything here follows from `record` and `analysis` of each article.

-- One row: the newest number of the change feed, and sums. Every writing transaction locks it first, so that what
-- depends on other articles (copies, contradictions, sums) is worked out by one writer at a time, and the feed has no gap.
CREATE TABLE archive (
    one bigint PRIMARY KEY CHECK (one = 1),
    newest bigint NOT NULL,
    articles bigint NOT NULL,
    claims bigint NOT NULL,
    figures bigint NOT NULL,
    title_words bigint NOT NULL,
    text_words bigint NOT NULL,
    source_words bigint NOT NULL,
    author_words bigint NOT NULL,
    claim_words bigint NOT NULL,
    figure_words bigint NOT NULL
);
INSERT INTO archive VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

-- The last batch of each program that writes: tells after a lost connection whether its commit was made.
CREATE TABLE writer (
    id uuid PRIMARY KEY,
    batch bigint NOT NULL
);

CREATE TABLE article (
    id uuid PRIMARY KEY,
    place bytea NOT NULL,
    second bigint NOT NULL,
    day bigint NOT NULL,
    received bigint NOT NULL,
    revision bigint NOT NULL,
    source text COLLATE "C",
    external_id text COLLATE "C",
    title text COLLATE "C",
    url text COLLATE "C",
    language text COLLATE "C" NOT NULL,
    languages text[] COLLATE "C" NOT NULL,
    entities text[] COLLATE "C" NOT NULL,
    speakers text[] COLLATE "C" NOT NULL,
    analyzer bigint NOT NULL,
    content bytea NOT NULL,
    score bigint NOT NULL,
    label text COLLATE "C" NOT NULL,
    lengths bigint[] NOT NULL,
    bands bigint[] NOT NULL,
    weight bigint NOT NULL,
    overlong boolean NOT NULL,
    words tsvector NOT NULL,
    record bytea NOT NULL,
    analysis bytea NOT NULL
);
-- Both are compressed already.
ALTER TABLE article ALTER COLUMN record SET STORAGE EXTERNAL, ALTER COLUMN analysis SET STORAGE EXTERNAL;
CREATE INDEX article_by_place ON article (place) INCLUDE (day, score, label);
CREATE INDEX article_by_source ON article (source, place) INCLUDE (day, score, label);
CREATE INDEX article_by_analyzer ON article (analyzer, place);
CREATE INDEX article_by_language ON article USING gin (languages) WITH (fastupdate = off);
CREATE INDEX article_by_entity ON article USING gin (entities) WITH (fastupdate = off);
CREATE INDEX article_by_speaker ON article USING gin (speakers) WITH (fastupdate = off);
CREATE INDEX article_by_band ON article USING gin (bands) WITH (fastupdate = off);
CREATE INDEX article_by_word ON article USING gin (words) WITH (fastupdate = off);
CREATE INDEX article_overlong ON article (id) WHERE overlong;

-- Who has what only one article may have.
CREATE TABLE known_content (
    hash bytea PRIMARY KEY,
    article uuid NOT NULL
);
CREATE INDEX known_content_of ON known_content (article);
CREATE TABLE known_name (
    name bytea PRIMARY KEY,
    article uuid NOT NULL
);
CREATE INDEX known_name_of ON known_name (article);

CREATE TABLE revision (
    article uuid NOT NULL,
    number bigint NOT NULL,
    entry bytea NOT NULL,
    record bytea NOT NULL,
    analysis bytea NOT NULL,
    PRIMARY KEY (article, number)
);

-- An entity in an article that names it; its mentions as arrays, which the view `mentions` shows one a row.
CREATE TABLE article_entity (
    article uuid NOT NULL,
    entity text COLLATE "C" NOT NULL,
    place bytea NOT NULL,
    day bigint NOT NULL,
    source text COLLATE "C",
    mentions bigint NOT NULL,
    claims bigint NOT NULL,
    score bigint NOT NULL,
    label text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    starts bigint[] NOT NULL,
    ends bigint[] NOT NULL,
    kinds text[] COLLATE "C" NOT NULL,
    PRIMARY KEY (article, entity)
);
CREATE INDEX article_entity_by_place ON article_entity (entity, place) INCLUDE (article, day, mentions, score, label, source);
CREATE INDEX article_entity_by_time ON article_entity (place) INCLUDE (entity, mentions, source);
CREATE INDEX article_entity_by_source ON article_entity (source, place) INCLUDE (entity, mentions);

CREATE TABLE claim (
    article uuid NOT NULL,
    number bigint NOT NULL,
    place bytea NOT NULL,
    source text COLLATE "C",
    analyzer bigint NOT NULL,
    speaker text COLLATE "C",
    entities text[] COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    certainty text COLLATE "C" NOT NULL,
    has_figure boolean NOT NULL,
    negated boolean NOT NULL,
    text text COLLATE "C" NOT NULL,
    length bigint NOT NULL,
    overlong boolean NOT NULL,
    words tsvector NOT NULL,
    PRIMARY KEY (article, number)
);
CREATE INDEX claim_by_place ON claim (place, number);
CREATE INDEX claim_by_speaker ON claim (speaker, place, number);
CREATE INDEX claim_by_kind ON claim (kind, place, number);
CREATE INDEX claim_by_certainty ON claim (certainty, place, number);
CREATE INDEX claim_by_source ON claim (source, place, number);
CREATE INDEX claim_by_entity ON claim USING gin (entities) WITH (fastupdate = off);
CREATE INDEX claim_by_word ON claim USING gin (words) WITH (fastupdate = off);
CREATE INDEX claim_overlong ON claim (article) WHERE overlong;

CREATE TABLE figure (
    article uuid NOT NULL,
    number bigint NOT NULL,
    place bytea NOT NULL,
    source text COLLATE "C",
    analyzer bigint NOT NULL,
    speaker text COLLATE "C",
    entities text[] COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    unit text COLLATE "C",
    low numeric,
    high numeric,
    measures text COLLATE "C",
    text text COLLATE "C" NOT NULL,
    length bigint NOT NULL,
    overlong boolean NOT NULL,
    words tsvector NOT NULL,
    PRIMARY KEY (article, number)
);
CREATE INDEX figure_by_place ON figure (place, number);
CREATE INDEX figure_by_speaker ON figure (speaker, place, number);
CREATE INDEX figure_by_kind ON figure (kind, place, number);
CREATE INDEX figure_by_unit ON figure (unit, place, number);
CREATE INDEX figure_by_source ON figure (source, place, number);
CREATE INDEX figure_by_low ON figure (low);
CREATE INDEX figure_by_high ON figure (high);
CREATE INDEX figure_by_entity ON figure USING gin (entities) WITH (fastupdate = off);
CREATE INDEX figure_by_word ON figure USING gin (words) WITH (fastupdate = off);
CREATE INDEX figure_overlong ON figure (article) WHERE overlong;

-- Sums over all articles of each entity.
CREATE TABLE entity (
    id text COLLATE "C" PRIMARY KEY,
    key bytea NOT NULL,
    exact bytea NOT NULL,
    type text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    wikidata text COLLATE "C",
    articles bigint NOT NULL,
    mentions bigint NOT NULL,
    names text[] COLLATE "C" NOT NULL,
    name_keys text[] COLLATE "C" NOT NULL,
    tally bytea NOT NULL
);
CREATE INDEX entity_by_articles ON entity (articles DESC, key);
CREATE INDEX entity_by_type ON entity (type, articles DESC, key);
CREATE INDEX entity_by_name ON entity USING gin (name_keys) WITH (fastupdate = off);

CREATE TABLE analyzer (
    code bigint PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    articles bigint NOT NULL,
    record bytea NOT NULL
);

-- The first article that this one is a copy of, and the first of its group.
CREATE TABLE copy (
    article uuid PRIMARY KEY,
    of_article uuid NOT NULL,
    similarity double precision NOT NULL,
    first uuid NOT NULL
);
CREATE INDEX copy_of ON copy (of_article);
CREATE INDEX copy_of_group ON copy (first, article);

-- What articles state in figures, by what must agree; and the pairs that exclude each other.
CREATE TABLE statement (
    article uuid NOT NULL,
    key bytea NOT NULL,
    place bytea NOT NULL,
    said bytea NOT NULL,
    PRIMARY KEY (article, key)
);
CREATE INDEX statement_by_key ON statement (key, place);
CREATE TABLE conflict (
    newer uuid NOT NULL,
    newer_figure bigint NOT NULL,
    older uuid NOT NULL,
    older_figure bigint NOT NULL,
    key bytea NOT NULL,
    newer_place bytea NOT NULL,
    place bytea NOT NULL,
    PRIMARY KEY (newer, newer_figure, older, older_figure, key)
);
CREATE INDEX conflict_by_place ON conflict (place);
CREATE INDEX conflict_by_key ON conflict (key, newer_place);

-- The change feed, compacted; `text_change` keeps the place of texts that were read again since.
CREATE TABLE change (
    article uuid PRIMARY KEY,
    number bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    second bigint NOT NULL,
    nanosecond bigint NOT NULL,
    content bigint NOT NULL
);
CREATE INDEX change_by_number ON change (number);
CREATE TABLE text_change (
    article uuid PRIMARY KEY,
    number bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    second bigint NOT NULL,
    nanosecond bigint NOT NULL,
    content bigint NOT NULL
);
CREATE INDEX text_change_by_number ON text_change (number);

CREATE TABLE position (
    name text COLLATE "C" PRIMARY KEY,
    number bigint NOT NULL
);
CREATE TABLE lexicon_version (
    number bigint PRIMARY KEY,
    record bytea NOT NULL
);
-- The names of the lexicon, and the plan of what is to be read again.
CREATE TABLE kept (
    name text COLLATE "C" PRIMARY KEY,
    record bytea NOT NULL
);
CREATE TABLE watch (
    id uuid PRIMARY KEY,
    position bigint NOT NULL,
    record bytea NOT NULL
);
CREATE TABLE delivery (
    watch uuid NOT NULL,
    number bigint NOT NULL,
    record bytea NOT NULL,
    PRIMARY KEY (watch, number)
);

-- For analysts: one row a mention, claim, figure, pair of figures; times as timestamps where PostgreSQL has them.
CREATE VIEW articles AS
    SELECT id, CASE WHEN second >= -210866803200 THEN to_timestamp(second) END AS dated_at,
           CASE WHEN received >= -210866803200 THEN to_timestamp(received) END AS received_at,
           revision, source, external_id, title, url, language, score / 1e9 AS sentiment, label
    FROM article;
CREATE VIEW mentions AS
    SELECT e.article, e.entity, e.type, e.name, m.start, m.stop, m.kind
    FROM article_entity e, unnest(e.starts, e.ends, e.kinds) AS m(start, stop, kind);
CREATE VIEW claims AS
    SELECT c.article, c.number, CASE WHEN a.second >= -210866803200 THEN to_timestamp(a.second) END AS dated_at,
           c.source, c.speaker, c.entities, c.kind, c.certainty, c.has_figure, c.negated, c.text
    FROM claim c JOIN article a ON a.id = c.article;
CREATE VIEW figures AS
    SELECT f.article, f.number, CASE WHEN a.second >= -210866803200 THEN to_timestamp(a.second) END AS dated_at,
           f.source, f.speaker, f.entities, f.kind, f.unit, f.low, f.high, f.measures, f.text
    FROM figure f JOIN article a ON a.id = f.article;
CREATE VIEW conflicts AS
    SELECT DISTINCT newer, newer_figure, older, older_figure FROM conflict;
