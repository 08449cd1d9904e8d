-- Articles after a place ($1, no number $2), at most $3.
SELECT a.place, 0::bigint AS number, a.id AS article, a.weight, a.overlong
FROM article a
WHERE ($1::bytea IS NULL OR a.place > $1) AND ($2::bigint IS NULL OR $2 >= 0)
  AND ($4::bytea IS NULL OR a.place >= $4) AND ($5::bytea IS NULL OR a.place <= $5)
  AND ($6::text IS NULL OR a.source = $6)
  AND ($7::text IS NULL OR a.languages @> ARRAY[$7::text])
  AND ($8::text IS NULL OR a.entities @> ARRAY[$8::text])
  AND ($9::text IS NULL OR a.speakers @> ARRAY[$9::text])
  AND ($10::bigint[] IS NULL OR a.analyzer = ANY($10))
  AND ($11::text IS NULL OR a.words @@ $11::text::tsquery OR a.overlong)
  -- Of copies only the first that passes.
  AND (NOT $12::boolean OR NOT EXISTS (
      SELECT 1 FROM copy k
      CROSS JOIN LATERAL (SELECT k.first AS id UNION ALL SELECT m.article FROM copy m WHERE m.first = k.first) g
      JOIN article b ON b.id = g.id
      WHERE k.article = a.id AND b.id < a.id
        AND ($4::bytea IS NULL OR b.place >= $4) AND ($5::bytea IS NULL OR b.place <= $5)
        AND ($6::text IS NULL OR b.source = $6)
        AND ($7::text IS NULL OR b.languages @> ARRAY[$7::text])
        AND ($8::text IS NULL OR b.entities @> ARRAY[$8::text])
        AND ($9::text IS NULL OR b.speakers @> ARRAY[$9::text])
        AND ($10::bigint[] IS NULL OR b.analyzer = ANY($10))))
ORDER BY a.place
LIMIT $3::bigint
