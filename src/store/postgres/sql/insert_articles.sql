INSERT INTO article (id, place, second, day, received, revision, source, external_id, title, url, language, languages,
    entities, speakers, analyzer, content, score, label, lengths, bands, weight, overlong, words, head, record, analysis)
SELECT id, place, second, day, received, revision, source, external_id, title, url, language, languages::text[],
    entities::text[], speakers::text[], analyzer, content, score, label, lengths::bigint[], bands::bigint[], weight, overlong,
    words, head, record, analysis
FROM unnest($1::uuid[], $2::bytea[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bigint[], $16::bytea[], $17::bigint[],
    $18::text[], $19::text[], $20::text[], $21::bigint[], $22::boolean[], $23::tsvector[], $24::tsvector[], $25::bytea[],
    $26::bytea[])
AS t(id, place, second, day, received, revision, source, external_id, title, url, language, languages, entities, speakers,
    analyzer, content, score, label, lengths, bands, weight, overlong, words, head, record, analysis)
