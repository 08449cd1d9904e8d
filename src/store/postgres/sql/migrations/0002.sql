-- Which program has a duty, and until when by the clock of the database. Programs of before know nothing of it and work on beside.
CREATE TABLE lease (
    duty text COLLATE "C" PRIMARY KEY,
    holder uuid NOT NULL,
    until timestamptz NOT NULL
);
-- Words and names of new rows are gathered before they go into these indexes, which cost most of the time of a write; a search looks
-- through what is gathered, so it is kept small.
ALTER INDEX article_by_language SET (fastupdate = on, gin_pending_list_limit = 2048);
ALTER INDEX article_by_entity SET (fastupdate = on, gin_pending_list_limit = 2048);
ALTER INDEX article_by_speaker SET (fastupdate = on, gin_pending_list_limit = 2048);
ALTER INDEX article_by_band SET (fastupdate = on, gin_pending_list_limit = 2048);
ALTER INDEX article_by_word SET (fastupdate = on, gin_pending_list_limit = 2048);
ALTER INDEX claim_by_entity SET (fastupdate = on, gin_pending_list_limit = 2048);
ALTER INDEX claim_by_word SET (fastupdate = on, gin_pending_list_limit = 2048);
ALTER INDEX figure_by_entity SET (fastupdate = on, gin_pending_list_limit = 2048);
ALTER INDEX figure_by_word SET (fastupdate = on, gin_pending_list_limit = 2048);
