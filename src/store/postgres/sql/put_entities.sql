INSERT INTO entity (id, key, exact, type, name, wikidata, articles, mentions, names, name_keys, tally)
SELECT id, key, exact, type, name, wikidata, articles, mentions, names::text[], name_keys::text[], tally
FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::text[],
    $10::text[], $11::bytea[])
AS t(id, key, exact, type, name, wikidata, articles, mentions, names, name_keys, tally)
ON CONFLICT (id) DO UPDATE SET type = excluded.type, name = excluded.name, wikidata = excluded.wikidata,
    articles = excluded.articles, mentions = excluded.mentions, names = excluded.names, name_keys = excluded.name_keys,
    tally = excluded.tally
