-- How many rows each of these queries finds, so many at most.
SELECT (SELECT count(*) FROM (SELECT 1 FROM {table} d WHERE d.words @@ w.query::tsquery LIMIT w.most) s) AS found
FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS w(query, most, at)
ORDER BY w.at
