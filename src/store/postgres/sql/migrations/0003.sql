-- Bands are looked up with every write, which would go through what is gathered each time; they are few.
ALTER INDEX article_by_band SET (fastupdate = off);
-- Words are hardly smaller when they are compressed, and that takes its time with every write and every search.
ALTER TABLE article ALTER COLUMN words SET STORAGE EXTERNAL;
-- Each text that figures measure stands in it once, so that it is found which of them have a word in them.
CREATE INDEX figure_by_measures ON figure (measures);
