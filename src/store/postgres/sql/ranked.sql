-- What a list holds, and how each way of a search finds it: the queries, whether each counts how often, and whether it asks its own
-- words or those of the head of its article. Words are long and lie elsewhere: they are read once for all ways, by taking out a lexeme that
-- is never there.
SELECT p.place, p.number, p.article, p.weight, p.overlong, p.lengths, p.length,
    ARRAY(
        SELECT CASE WHEN w.often THEN ts_rank('{1,1,1,1}', CASE WHEN w.own THEN r.own ELSE r.head END, w.query)
                    ELSE (CASE WHEN w.own THEN r.own ELSE r.head END @@ w.query)::int::real END
        FROM unnest(${queries}::text[]::tsquery[], ${often}::boolean[], ${own}::boolean[])
            WITH ORDINALITY AS w(query, often, own, at)
        ORDER BY w.at) AS ranks
FROM ({list}) p
CROSS JOIN LATERAL (SELECT ts_delete(p.own, ' '::text) AS own, ts_delete(p.head, ' '::text) AS head OFFSET 0) r
