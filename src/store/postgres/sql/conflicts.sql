-- Pairs of figures after a place ($1), of newer articles at places from $2 to $3, at most $8; each pair once, whatever it was
-- found by. Only those of the page are looked at beyond the table of pairs, unless something is asked of articles or figures.
SELECT s.place, a.weight
FROM (
    -- A place tells the pair.
    SELECT DISTINCT ON (p.place) p.place, p.newer
    FROM conflict p
    WHERE ($1::bytea IS NULL OR p.place > $1)
      AND ($2::bytea IS NULL OR p.newer_place >= $2) AND ($3::bytea IS NULL OR p.newer_place <= $3)
      AND ($6::text IS NULL OR EXISTS (SELECT 1 FROM article b WHERE b.id IN (p.newer, p.older) AND b.source = $6))
      AND ($4::text IS NULL AND $5::text IS NULL AND $7::text IS NULL OR EXISTS (
          SELECT 1 FROM figure f JOIN figure g ON g.article = p.older AND g.number = p.older_figure
          WHERE f.article = p.newer AND f.number = p.newer_figure
            AND ($4::text IS NULL OR f.entities @> ARRAY[$4::text] AND g.entities @> ARRAY[$4::text])
            AND ($5::text IS NULL OR f.unit = $5 AND g.unit = $5)
            AND ($7::text IS NULL OR strpos(f.measures, $7) > 0 AND strpos(g.measures, $7) > 0)))
    ORDER BY p.place
    LIMIT $8::bigint
) s
JOIN article a ON a.id = s.newer
ORDER BY s.place
