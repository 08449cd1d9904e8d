-- The words of title, source and authors alone: who ranks claims and figures asks them, and need not read those of the text. Rows of
-- programs that do not know it have none, and all their words are read.
ALTER TABLE article ADD COLUMN head tsvector;
