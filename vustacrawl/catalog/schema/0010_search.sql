ALTER TABLE articles ADD COLUMN captions TEXT; -- the captions of its images, a line each
UPDATE articles SET captions = (
  SELECT group_concat(caption, char(10)) FROM (
    SELECT caption FROM images WHERE article_id = articles.id AND caption IS NOT NULL
    GROUP BY caption ORDER BY min(position)));
ALTER TABLE articles ADD COLUMN search_key INTEGER GENERATED ALWAYS AS (
  (CAST(replace(ifnull(substr(published_at, 1, 10), '0'), '-', '') AS INTEGER) << 32) | id) VIRTUAL; -- its rowid in the search indexes: the day as a number, times 2^32, plus `id`
CREATE INDEX articles_by_search_key ON articles (search_key, site, section, author_name, author_initials);

-- Full text without marks: `dai hoi` finds Đại hội. The tokenizer folds every mark but that of đ, which the triggers
-- fold in what they hand over; snippet() and highlight() print the letters of `articles`. Rowids ascend with the day
-- of publication, so that the newest matches come first without sorting. Search it with `vustacrawl search`, or with
-- words in which đ is written d.
CREATE VIRTUAL TABLE articles_fts USING fts5 (
  title, lead, body, captions, byline, site,
  content = 'articles', content_rowid = 'search_key', tokenize = 'unicode61 remove_diacritics 2', prefix = '2');

-- Full text with marks: `hội` does not find hôi.
CREATE VIRTUAL TABLE articles_fts_exact USING fts5 (
  title, lead, body, captions, byline, site,
  content = 'articles', content_rowid = 'search_key', tokenize = 'unicode61 remove_diacritics 0');

CREATE VIEW fold_articles AS
SELECT search_key, -- its rowid in the search indexes
  replace(replace(title, 'đ', 'd'), 'Đ', 'D') AS title, -- with đ written d, as all texts here
  replace(replace(lead, 'đ', 'd'), 'Đ', 'D') AS lead, -- likewise
  replace(replace(body, 'đ', 'd'), 'Đ', 'D') AS body, -- likewise
  replace(replace(captions, 'đ', 'd'), 'Đ', 'D') AS captions, -- likewise
  replace(replace(byline, 'đ', 'd'), 'Đ', 'D') AS byline, -- likewise
  hex(site) AS site -- one word, whatever stands in the name
FROM articles;

INSERT INTO articles_fts (rowid, title, lead, body, captions, byline, site)
SELECT search_key, title, lead, body, captions, byline, site FROM fold_articles ORDER BY search_key;
INSERT INTO articles_fts_exact (rowid, title, lead, body, captions, byline, site)
SELECT search_key, title, lead, body, captions, byline, hex(site) FROM articles ORDER BY search_key;

CREATE TRIGGER index_article AFTER INSERT ON articles BEGIN
  INSERT INTO articles_fts (rowid, title, lead, body, captions, byline, site)
  SELECT search_key, title, lead, body, captions, byline, site FROM fold_articles WHERE search_key = new.search_key;
  INSERT INTO articles_fts_exact (rowid, title, lead, body, captions, byline, site)
  VALUES (new.search_key, new.title, new.lead, new.body, new.captions, new.byline, hex(new.site));
END;
CREATE TRIGGER unindex_old_text BEFORE UPDATE OF site, published_at, title, lead, body, captions, byline ON articles
WHEN (old.site, old.published_at, old.title, old.lead, old.body, old.captions, old.byline)
  IS NOT (new.site, new.published_at, new.title, new.lead, new.body, new.captions, new.byline)
BEGIN
  INSERT INTO articles_fts (articles_fts, rowid, title, lead, body, captions, byline, site)
  SELECT 'delete', search_key, title, lead, body, captions, byline, site
  FROM fold_articles WHERE search_key = old.search_key;
  INSERT INTO articles_fts_exact (articles_fts_exact, rowid, title, lead, body, captions, byline, site)
  VALUES ('delete', old.search_key, old.title, old.lead, old.body, old.captions, old.byline, hex(old.site));
END;
CREATE TRIGGER index_new_text AFTER UPDATE OF site, published_at, title, lead, body, captions, byline ON articles
WHEN (old.site, old.published_at, old.title, old.lead, old.body, old.captions, old.byline)
  IS NOT (new.site, new.published_at, new.title, new.lead, new.body, new.captions, new.byline)
BEGIN
  INSERT INTO articles_fts (rowid, title, lead, body, captions, byline, site)
  SELECT search_key, title, lead, body, captions, byline, site FROM fold_articles WHERE search_key = new.search_key;
  INSERT INTO articles_fts_exact (rowid, title, lead, body, captions, byline, site)
  VALUES (new.search_key, new.title, new.lead, new.body, new.captions, new.byline, hex(new.site));
END;
CREATE TRIGGER unindex_article BEFORE DELETE ON articles BEGIN
  INSERT INTO articles_fts (articles_fts, rowid, title, lead, body, captions, byline, site)
  SELECT 'delete', search_key, title, lead, body, captions, byline, site
  FROM fold_articles WHERE search_key = old.search_key;
  INSERT INTO articles_fts_exact (articles_fts_exact, rowid, title, lead, body, captions, byline, site)
  VALUES ('delete', old.search_key, old.title, old.lead, old.body, old.captions, old.byline, hex(old.site));
END;
