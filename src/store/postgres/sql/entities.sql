-- Entities by their number of articles in the whole archive, after a rank ($1, $2), at most $3.
SELECT e.key, e.articles, e.mentions, e.exact, e.tally
FROM entity e
WHERE ($1::bigint IS NULL OR e.articles < $1 OR (e.articles = $1 AND e.key > $2::bytea))
  AND ($4::text IS NULL OR e.type = $4)
  -- What is not in all names together is in none: that is known sooner.
  AND ($5::text IS NULL OR strpos(array_to_string(e.names, ' '), $5) > 0
      AND EXISTS (SELECT 1 FROM unnest(e.names) n(name) WHERE strpos(n.name, $5) > 0))
ORDER BY e.articles DESC, e.key
LIMIT $3::bigint
