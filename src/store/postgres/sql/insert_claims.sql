INSERT INTO claim (article, number, place, source, analyzer, speaker, entities, kind, certainty, has_figure, negated, text,
    length, overlong, words)
SELECT article, number, place, source, analyzer, speaker, entities::text[], kind, certainty, has_figure, negated, text,
    length, overlong, words
FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::boolean[], $11::boolean[], $12::text[], $13::bigint[], $14::boolean[], $15::tsvector[])
AS t(article, number, place, source, analyzer, speaker, entities, kind, certainty, has_figure, negated, text, length,
    overlong, words)
