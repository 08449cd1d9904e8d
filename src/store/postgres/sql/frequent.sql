-- How many rows each of these queries finds.
SELECT (SELECT count(*) FROM {table} d WHERE d.words @@ w.query::tsquery) AS found
FROM unnest($1::text[]) WITH ORDINALITY AS w(query, at)
ORDER BY w.at
