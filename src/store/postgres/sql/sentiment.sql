-- Sentiment of articles by day, of a source ($1), at places from $2 to $3.
SELECT a.day, count(*) AS articles, sum(a.score)::bigint AS score,
       count(*) FILTER (WHERE a.label = 'positive') AS positive, count(*) FILTER (WHERE a.label = 'neutral') AS neutral,
       count(*) FILTER (WHERE a.label = 'negative') AS negative, count(*) FILTER (WHERE a.label = 'mixed') AS mixed
FROM article a
WHERE ($1::text IS NULL OR a.source = $1) AND ($2::bytea IS NULL OR a.place >= $2) AND ($3::bytea IS NULL OR a.place <= $3)
GROUP BY a.day
