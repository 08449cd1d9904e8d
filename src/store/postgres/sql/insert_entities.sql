INSERT INTO article_entity (article, entity, place, day, source, mentions, claims, score, label, type, name, starts, ends, kinds)
SELECT article, entity, place, day, source, mentions, claims, score, label, type, name, starts::bigint[], ends::bigint[],
    kinds::text[]
FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[],
    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
AS t(article, entity, place, day, source, mentions, claims, score, label, type, name, starts, ends, kinds)
