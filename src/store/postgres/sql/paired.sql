-- Pairs under each key whose newer article is at a place from low to high. Without the OFFSET the database takes all pairs of a key and
-- leaves out those at other places.
SELECT DISTINCT c.key, c.newer_place, c.place
FROM unnest($1::bytea[], $2::bytea[], $3::bytea[]) AS k(key, low, high)
CROSS JOIN LATERAL (
    SELECT p.key, p.newer_place, p.place FROM conflict p
    WHERE p.key = k.key AND p.newer_place >= k.low AND p.newer_place <= k.high
    OFFSET 0
) c
