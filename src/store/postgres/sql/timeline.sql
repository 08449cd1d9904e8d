-- Articles and mentions of an entity by day, at places from $2 to $3.
SELECT m.day, count(*) AS articles, sum(m.mentions)::bigint AS mentions
FROM article_entity m
WHERE m.entity = $1 AND ($2::bytea IS NULL OR m.place >= $2) AND ($3::bytea IS NULL OR m.place <= $3)
GROUP BY m.day
