-- Pairs of figures after a place ($1), of newer articles at places from $2 to $3, at most $8; each pair once, whatever it was
-- found by.
SELECT DISTINCT p.place, a.weight
FROM conflict p
JOIN article a ON a.id = p.newer
JOIN article b ON b.id = p.older
JOIN figure f ON f.article = p.newer AND f.number = p.newer_figure
JOIN figure g ON g.article = p.older AND g.number = p.older_figure
WHERE ($1::bytea IS NULL OR p.place > $1)
  AND ($2::bytea IS NULL OR p.newer_place >= $2) AND ($3::bytea IS NULL OR p.newer_place <= $3)
  AND ($4::text IS NULL OR f.entities @> ARRAY[$4::text] AND g.entities @> ARRAY[$4::text])
  AND ($5::text IS NULL OR f.unit = $5 AND g.unit = $5)
  AND ($6::text IS NULL OR a.source = $6 OR b.source = $6)
  AND ($7::text IS NULL OR strpos(f.measures, $7) > 0 AND strpos(g.measures, $7) > 0)
ORDER BY p.place
LIMIT $8::bigint
