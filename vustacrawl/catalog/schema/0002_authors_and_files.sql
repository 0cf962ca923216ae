ALTER TABLE articles ADD COLUMN photo_credit TEXT; -- who made the pictures, where the byline says so

ALTER TABLE paragraphs ADD COLUMN cells TEXT CHECK (cells IS NULL OR json_valid(cells)); -- a table's rows of cells, as JSON

CREATE TABLE article_authors (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  position INTEGER NOT NULL,        -- order in the byline
  name TEXT,                        -- a full name, as printed
  initials TEXT,                    -- as printed, e.g. HT
  role TEXT,                        -- what the byline says they did, e.g. Tin, ảnh
  unit TEXT,                        -- the office that follows the name
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_authors_by_name ON article_authors (name);
CREATE INDEX article_authors_by_initials ON article_authors (initials);

CREATE TABLE files (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  position INTEGER NOT NULL,        -- order in the page
  url TEXT NOT NULL,                -- of the attached document
  title TEXT,                       -- the words of its link
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
