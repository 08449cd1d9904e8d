-- Two servers: of each table with rows of articles one half stays here, the other is on the second server, whose database
-- `empty` has the same tables; :port is where it listens. Keys over both halves there are none, as PostgreSQL can't hold them; each half
-- has its own, and as rows are put by the hash of the article's id, which is in each of those keys, that is the same.
CREATE EXTENSION postgres_fdw;
CREATE SERVER second FOREIGN DATA WRAPPER postgres_fdw
    OPTIONS (host '127.0.0.1', port ':port', dbname 'empty', batch_size '200');
CREATE USER MAPPING FOR postgres SERVER second OPTIONS (user 'postgres', password_required 'false');
DROP VIEW articles, mentions, claims, figures, conflicts;
DO $$
DECLARE
    t record;
BEGIN
    FOR t IN
        SELECT * FROM (VALUES ('article', 'id'), ('article_entity', 'article'), ('claim', 'article'), ('figure', 'article'),
            ('statement', 'article'), ('revision', 'article'), ('change', 'article'), ('text_change', 'article'),
            ('copy', 'article'), ('conflict', 'newer')) AS tables(name, key)
    LOOP
        EXECUTE format('ALTER TABLE %I RENAME TO %I', t.name, t.name || '_0');
        EXECUTE format('CREATE TABLE %I (LIKE %I) PARTITION BY HASH (%I)', t.name, t.name || '_0', t.key);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES WITH (MODULUS 2, REMAINDER 0)', t.name, t.name || '_0');
        EXECUTE format('CREATE FOREIGN TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 2, REMAINDER 1) '
            'SERVER second OPTIONS (table_name %L)', t.name || '_1', t.name, t.name);
    END LOOP;
END
$$;
