-- What is said under each key around the places from low to high, as far as a change there can matter ($4 articles).
SELECT k.key, s.place, s.said
FROM unnest($1::bytea[], $2::bytea[], $3::bytea[]) AS k(key, low, high)
CROSS JOIN LATERAL (
    (SELECT t.place, t.said FROM statement t WHERE t.key = k.key AND t.place < k.low ORDER BY t.place DESC LIMIT $4::bigint)
    UNION ALL
    (SELECT t.place, t.said FROM statement t WHERE t.key = k.key AND t.place BETWEEN k.low AND k.high)
    UNION ALL
    (SELECT t.place, t.said FROM statement t WHERE t.key = k.key AND t.place > k.high ORDER BY t.place LIMIT $4::bigint)
) s
ORDER BY k.key, s.place
