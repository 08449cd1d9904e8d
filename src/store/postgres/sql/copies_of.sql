-- The other articles of the group of one, by id.
SELECT a.id, a.record
FROM article a
WHERE a.id <> $1 AND a.id IN (
    SELECT coalesce((SELECT k.first FROM copy k WHERE k.article = $1), $1)
    UNION ALL
    SELECT m.article FROM copy m WHERE m.first = coalesce((SELECT k.first FROM copy k WHERE k.article = $1), $1))
ORDER BY a.id
