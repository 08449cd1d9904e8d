-- How many rows each of these queries finds, $2 at most.
SELECT (SELECT count(*) FROM (SELECT 1 FROM {table} d WHERE d.words @@ w.query::tsquery LIMIT $2::bigint) s) AS found
FROM unnest($1::text[]) WITH ORDINALITY AS w(query, at)
ORDER BY w.at
