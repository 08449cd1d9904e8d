-- Gives all that copies an article ($1), and what copies that, the first of their group ($2).
WITH RECURSIVE down(id) AS (
    SELECT k.article FROM copy k WHERE k.of_article = $1
    UNION
    SELECT k.article FROM copy k JOIN down d ON k.of_article = d.id
)
UPDATE copy SET first = $2 FROM down WHERE copy.article = down.id
