-- What figures measure that has $1 in it, each once, $2 at most; looked for among $3 at most, whose last is told in any case. From each
-- to the next the index leaps over all figures that measure the same.
WITH RECURSIVE known(measures, number) AS (
    (SELECT f.measures, 1::bigint FROM figure f WHERE f.measures IS NOT NULL ORDER BY f.measures LIMIT 1)
    UNION ALL
    SELECT (SELECT f.measures FROM figure f WHERE f.measures > k.measures ORDER BY f.measures LIMIT 1), k.number + 1
    FROM known k
    WHERE k.measures IS NOT NULL AND k.number < $3::bigint
)
SELECT k.measures, k.number FROM known k
WHERE k.measures IS NOT NULL AND (strpos(k.measures, $1::text) > 0 OR k.number = $3::bigint)
LIMIT $2::bigint
