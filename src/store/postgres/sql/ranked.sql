-- What a list holds, and how each way of a search finds it: the queries, whether each counts how often, and whether it asks the
-- words of the thing itself ("d") or those of its article ("a").
SELECT p.place, p.number, p.article, p.weight, p.overlong, a.lengths, {length} AS length,
    ARRAY(
        SELECT CASE WHEN NOT w.own AND w.often THEN ts_rank('{1,1,1,1}', a.words, w.query::tsquery)
                    WHEN w.often THEN ts_rank('{1,1,1,1}', d.words, w.query::tsquery)
                    WHEN NOT w.own THEN (a.words @@ w.query::tsquery)::int::real
                    ELSE (d.words @@ w.query::tsquery)::int::real END
        FROM unnest(${queries}::text[], ${often}::boolean[], ${own}::boolean[]) WITH ORDINALITY AS w(query, often, own, at)
        ORDER BY w.at) AS ranks
FROM ({list}) p
JOIN article a ON a.id = p.article
JOIN {table} d ON {same}
