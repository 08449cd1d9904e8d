-- The same by their number of articles of a source ($6) and at places from $7 to $8.
SELECT e.key, c.articles, c.mentions, e.exact, e.tally
FROM (
    SELECT m.entity, count(*) AS articles, sum(m.mentions)::bigint AS mentions
    FROM article_entity m
    WHERE ($6::text IS NULL OR m.source = $6)
      AND ($7::bytea IS NULL OR m.place >= $7) AND ($8::bytea IS NULL OR m.place <= $8)
    GROUP BY m.entity
) c
JOIN entity e ON e.id = c.entity
WHERE ($1::bigint IS NULL OR c.articles < $1 OR (c.articles = $1 AND e.key > $2::bytea))
  AND ($4::text IS NULL OR e.type = $4)
  -- What is not in all names together is in none: that is known sooner.
  AND ($5::text IS NULL OR strpos(array_to_string(e.names, ' '), $5) > 0
      AND EXISTS (SELECT 1 FROM unnest(e.names) n(name) WHERE strpos(n.name, $5) > 0))
ORDER BY c.articles DESC, e.key
LIMIT $3::bigint
