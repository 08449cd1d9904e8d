-- Entities that share articles at places from $2 to $3 with one, at most $4.
SELECT e.exact, e.tally, c.shared
FROM (
    SELECT o.entity, count(*) AS shared
    FROM article_entity m JOIN article_entity o ON o.article = m.article
    WHERE m.entity = $1 AND o.entity <> $1
      AND ($2::bytea IS NULL OR m.place >= $2) AND ($3::bytea IS NULL OR m.place <= $3)
    GROUP BY o.entity
) c
JOIN entity e ON e.id = c.entity
ORDER BY c.shared DESC, e.key
LIMIT $4::bigint
