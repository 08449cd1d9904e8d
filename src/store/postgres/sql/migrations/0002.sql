-- Which program has a duty, and until when by the clock of the database. Programs of before know nothing of it and work on beside.
CREATE TABLE lease (
    duty text COLLATE "C" PRIMARY KEY,
    holder uuid NOT NULL,
    until timestamptz NOT NULL
);
