-- Claims of other articles than $1 that have at least $4 of the words $3; each has one of the words that $2 asks for.
SELECT c.article, c.number
FROM claim c
CROSS JOIN LATERAL (SELECT count(*) AS shared FROM unnest($3::text[]) w(word) WHERE c.words @@ w.word::tsquery) s
WHERE c.article <> $1 AND (c.words @@ $2::text::tsquery OR c.overlong) AND (s.shared >= $4::bigint OR c.overlong)
ORDER BY s.shared DESC, c.place, c.number
LIMIT $5::bigint
