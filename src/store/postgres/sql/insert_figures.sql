INSERT INTO figure (article, number, place, source, analyzer, speaker, entities, kind, unit, low, high, measures, text,
    length, overlong, words)
SELECT article, number, place, source, analyzer, speaker, entities::text[], kind, unit, low::numeric, high::numeric,
    measures, text, length, overlong, words
FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::boolean[], $16::tsvector[])
AS t(article, number, place, source, analyzer, speaker, entities, kind, unit, low, high, measures, text, length, overlong,
    words)
