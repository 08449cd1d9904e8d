-- What each of these articles is a copy of, and how many others are in its group.
SELECT k.of_article, k.similarity,
       (SELECT count(*) FROM copy m WHERE m.first = coalesce(k.first, w.id)) AS others
FROM unnest($1::uuid[]) WITH ORDINALITY AS w(id, at)
LEFT JOIN copy k ON k.article = w.id
ORDER BY w.at
