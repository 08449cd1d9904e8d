-- Articles that share a band with one of these, by id.
SELECT DISTINCT b.id, a.id AS other
FROM unnest($1::uuid[], $2::bigint[]) AS b(id, band)
JOIN article a ON a.bands @> ARRAY[b.band]
WHERE a.id <> b.id
ORDER BY b.id, other
