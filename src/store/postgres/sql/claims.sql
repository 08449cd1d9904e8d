-- Claims after the one at a place ($1) with a number ($2), at most $3.
-- Each has an article: who counts them need not look at it, and only an outer join tells the database so.
SELECT c.place, c.number, c.article, a.weight, c.overlong OR a.overlong AS overlong
FROM claim c LEFT JOIN article a ON a.id = c.article
WHERE ($1::bytea IS NULL OR (c.place, c.number) > ($1, $2::bigint))
  AND ($4::bytea IS NULL OR c.place >= $4) AND ($5::bytea IS NULL OR c.place <= $5)
  AND ($6::text IS NULL OR c.source = $6)
  AND ($7::bigint[] IS NULL OR c.analyzer = ANY($7))
  AND ($8::text IS NULL OR c.words @@ $8::text::tsquery OR c.overlong)
  AND ($9::text IS NULL OR a.words @@ $9::text::tsquery OR a.overlong)
  AND (NOT $10::boolean OR NOT EXISTS (
      SELECT 1 FROM copy k
      CROSS JOIN LATERAL (SELECT k.first AS id UNION ALL SELECT m.article FROM copy m WHERE m.first = k.first) g
      JOIN article b ON b.id = g.id
      WHERE k.article = c.article AND b.id < c.article
        AND ($4::bytea IS NULL OR b.place >= $4) AND ($5::bytea IS NULL OR b.place <= $5)
        AND ($6::text IS NULL OR b.source = $6)
        AND ($7::bigint[] IS NULL OR b.analyzer = ANY($7))))
  AND ($11::text[] IS NULL OR c.speaker = ANY($11))
  -- One of them alone: only then are its claims read in the order of the list.
  AND ($16::text IS NULL OR c.speaker = $16)
  AND ($12::text IS NULL OR c.entities @> ARRAY[$12::text])
  AND ($13::text IS NULL OR c.kind = $13)
  AND ($14::text IS NULL OR c.certainty = $14)
  AND ($15::boolean IS NULL OR c.has_figure = $15)
ORDER BY c.place, c.number
LIMIT $3::bigint
