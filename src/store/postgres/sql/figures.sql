-- Figures after the one at a place ($1) with a number ($2), at most $3.
-- Each has an article: who counts them need not look at it, and only an outer join tells the database so.
SELECT c.place, c.number, c.article, a.weight, c.overlong OR a.overlong AS overlong
FROM figure c LEFT JOIN article a ON a.id = c.article
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
  AND ($11::text IS NULL OR c.kind = $11)
  AND ($12::text IS NULL OR c.unit = $12)
  AND ($13::text IS NULL OR c.high >= $13::text::numeric)
  AND ($14::text IS NULL OR c.low <= $14::text::numeric)
  AND ($15::text IS NULL OR strpos(c.measures, $15) > 0)
  AND ($16::text IS NULL OR c.entities @> ARRAY[$16::text])
  AND ($17::text IS NULL OR c.speaker = $17)
  -- The same as $15, where it is known all that has it in it.
  AND ($18::text[] IS NULL OR c.measures = ANY($18))
  -- The same of one alone: only then are they read in the order of the list.
  AND ($19::text IS NULL OR c.measures = $19)
ORDER BY c.place, c.number
LIMIT $3::bigint
