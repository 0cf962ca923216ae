CREATE TABLE field_sources (
  crawl_id INTEGER NOT NULL REFERENCES crawls (id),
  field TEXT NOT NULL,              -- title, published_at, byline, lead, paragraphs, captions, section, tags
  source TEXT NOT NULL,             -- the strategy that answered; `none` where no one did
  pages INTEGER NOT NULL,           -- how many of the crawl's article pages
  PRIMARY KEY (crawl_id, field, source)
) STRICT, WITHOUT ROWID;
