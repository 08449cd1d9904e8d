-- Articles that share a band with one of these, by id. All bands are looked up at once: each look goes through what its index has gathered.
SELECT DISTINCT b.id, a.id AS other
FROM article a
CROSS JOIN LATERAL unnest(a.bands) AS shared(band)
JOIN unnest($1::uuid[], $2::bigint[]) AS b(id, band) ON b.band = shared.band
WHERE a.bands && $2::bigint[] AND a.id <> b.id
ORDER BY b.id, other
