-- What is said under each key at a place and around it, as far as a change there can matter ($3 articles), by the number of the key.
SELECT k.at, s.place, s.said
FROM unnest($1::bytea[], $2::bytea[]) WITH ORDINALITY AS k(key, place, at)
CROSS JOIN LATERAL (
    (SELECT t.place, t.said FROM statement t WHERE t.key = k.key AND t.place < k.place ORDER BY t.place DESC LIMIT $3::bigint)
    UNION ALL
    (SELECT t.place, t.said FROM statement t WHERE t.key = k.key AND t.place >= k.place ORDER BY t.place LIMIT $3::bigint + 1)
) s
ORDER BY k.at, s.place
