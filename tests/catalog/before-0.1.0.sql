CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE sites (
  name TEXT PRIMARY KEY,            -- the profile's name, as in `vustacrawl crawl NAME`
  title TEXT NOT NULL,              -- the association's name
  url TEXT NOT NULL,                -- its home page
  family TEXT NOT NULL,             -- the CMS family that reads its pages
  language TEXT NOT NULL,           -- the language of its articles unless a page says otherwise (BCP 47)
  timezone TEXT NOT NULL            -- the time zone that its pages print (IANA)
, quiet_until REAL, pushbacks INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE crawls (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites (name),
  started_at TEXT NOT NULL CHECK (started_at GLOB '????-??-??T??:??:??*Z'),
  finished_at TEXT CHECK (finished_at GLOB '????-??-??T??:??:??*Z'), -- empty while it runs, or when it was killed
  outcome TEXT CHECK (outcome IN ('finished', 'limit', 'interrupted', 'failed')), -- why it ended
  pages INTEGER NOT NULL DEFAULT 0,      -- answers received
  bytes INTEGER NOT NULL DEFAULT 0,      -- of decoded payload
  added INTEGER NOT NULL DEFAULT 0,      -- articles seen for the first time
  changed INTEGER NOT NULL DEFAULT 0,    -- articles that read differently from before
  problems INTEGER NOT NULL DEFAULT 0,   -- rows written to `problems`
  software TEXT NOT NULL                 -- name and version of the crawler
, reason TEXT, kind TEXT NOT NULL DEFAULT 'crawl' CHECK (kind IN ('crawl', 'import', 'reparse'))
, requests INTEGER, pushed_back INTEGER, gone INTEGER, CHECK (pages >= 0 AND bytes >= 0 AND added >= 0 AND changed >= 0 AND problems >= 0)
) STRICT;
CREATE INDEX crawls_by_site ON crawls (site, started_at);
CREATE TABLE captures (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites (name),
  crawl_id INTEGER REFERENCES crawls (id),
  url TEXT NOT NULL,                -- the address asked for, canonical
  fetched_at TEXT NOT NULL CHECK (fetched_at GLOB '????-??-??T??:??:??*Z'), -- when the answer came
  status INTEGER NOT NULL CHECK (status BETWEEN 100 AND 999), -- HTTP status
  content_type TEXT,                -- as the server said it
  length INTEGER NOT NULL,          -- bytes of decoded payload
  digest TEXT NOT NULL CHECK (digest GLOB 'sha256:*') -- payload digest: sha256 of the decoded payload
, warc_file TEXT REFERENCES warc_files (name), warc_offset INTEGER, warc_length INTEGER, record_id TEXT, payload_digest TEXT, original_id INTEGER REFERENCES captures (id), truncated TEXT
, CHECK (length >= 0)
, CHECK (warc_offset >= 0 AND warc_length > 0)
) STRICT;
CREATE INDEX captures_by_url ON captures (url, fetched_at);
CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites (name),
  native_id TEXT,                   -- the article's number in its site's own address, where it has one
  url TEXT NOT NULL UNIQUE,         -- canonical URL
  title TEXT NOT NULL CHECK (title <> ''),
  published_at TEXT CHECK (published_at GLOB '????-??-??' OR published_at GLOB '????-??-??T??:??:??[+-]??:??'), -- with the site's offset; a date alone where the page prints no time
  published_raw TEXT,               -- the date line as printed
  author_initials TEXT,             -- as printed, e.g. HT
  author_name TEXT,                 -- a full name, as printed
  byline TEXT,                      -- the whole byline, as printed
  source_credit TEXT,               -- whom the page names as its source
  lead TEXT,                        -- the paragraph that opens the article, where it is marked as one
  body TEXT NOT NULL,               -- the paragraphs after the lead, a blank line between two
  section TEXT,                     -- the site's own section
  language TEXT,                    -- BCP 47
  word_count INTEGER NOT NULL,      -- of lead and body, split at white space
  content_hash TEXT NOT NULL,       -- sha256 over the words of lead and body: equal texts have equal hashes
  record_hash TEXT NOT NULL,        -- sha256 over all that was read: changes when anything changes
  found_by TEXT NOT NULL,           -- JSON: for each field the strategy that answered
  parser TEXT NOT NULL,             -- the page object and its version
  first_seen_at TEXT NOT NULL,      -- first capture with this article (UTC)
  last_seen_at TEXT NOT NULL,       -- newest capture with this article (UTC)
  changed_at TEXT,                  -- newest capture that read differently from the one before (UTC)
  gone_at TEXT,                     -- when the site said that the article is no more (UTC)
  capture_id INTEGER REFERENCES captures (id) -- the capture that these values were read from
, photo_credit TEXT, updated_at TEXT, captions TEXT, search_key INTEGER GENERATED ALWAYS AS (
  (CAST(replace(ifnull(substr(published_at, 1, 10), '0'), '-', '') AS INTEGER) << 32) | id) VIRTUAL
, CHECK (word_count >= 0)
, CHECK (length(content_hash) = 64 AND content_hash NOT GLOB '*[^0-9a-f]*')
, CHECK (length(record_hash) = 64 AND record_hash NOT GLOB '*[^0-9a-f]*')
, CHECK (json_valid(found_by))
, CHECK (first_seen_at GLOB '????-??-??T??:??:??*Z')
, CHECK (last_seen_at GLOB '????-??-??T??:??:??*Z')
, CHECK (changed_at GLOB '????-??-??T??:??:??*Z')
, CHECK (gone_at GLOB '????-??-??T??:??:??*Z')
, CHECK (updated_at GLOB '????-??-??T??:??:??*Z')
) STRICT;
CREATE UNIQUE INDEX articles_by_native_id ON articles (site, native_id) WHERE native_id IS NOT NULL;
CREATE INDEX articles_by_date ON articles (published_at);
CREATE INDEX articles_by_author ON articles (author_initials, site);
CREATE INDEX articles_by_content ON articles (content_hash);
CREATE TABLE article_urls (
  url TEXT PRIMARY KEY,             -- every address under which the article was met, canonical
  article_id INTEGER NOT NULL REFERENCES articles (id)
) STRICT;
CREATE INDEX article_urls_by_article ON article_urls (article_id);
CREATE TABLE paragraphs (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  position INTEGER NOT NULL,        -- 1 is the first after the lead
  kind TEXT NOT NULL CHECK (kind IN ('paragraph', 'heading', 'quote', 'list_item', 'verse', 'table', 'question', 'answer')),
  text TEXT NOT NULL, cells TEXT CHECK (cells IS NULL OR json_valid(cells)),               -- NFC, one space between words, no markup
  PRIMARY KEY (article_id, position)

, CHECK (position >= 1)
) STRICT, WITHOUT ROWID;
CREATE TABLE images (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  position INTEGER NOT NULL,        -- 1 is the first of the article
  after_paragraph INTEGER NOT NULL, -- the position of the paragraph it stands after; 0 is before all
  url TEXT NOT NULL,                -- full size, canonical
  alt TEXT,                         -- as in the page
  caption TEXT,                     -- the words under the image
  credit TEXT, sha256 TEXT, width INTEGER, height INTEGER,                      -- who made the image, where the caption says so
  PRIMARY KEY (article_id, position)

, CHECK (position >= 1 AND after_paragraph >= 0)
, CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*')
, CHECK (width > 0 AND height > 0)
) STRICT, WITHOUT ROWID;
CREATE TABLE tags (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  position INTEGER NOT NULL,        -- order in the page
  tag TEXT NOT NULL,                -- as printed
  PRIMARY KEY (article_id, position)

, CHECK (position >= 1)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_tag ON tags (tag);
CREATE TABLE article_versions (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  version INTEGER NOT NULL,         -- 1 is the first; the newest stands in `articles`
  seen_at TEXT NOT NULL,            -- first capture that read so (UTC)
  replaced_at TEXT NOT NULL,        -- first capture that read otherwise (UTC)
  changed TEXT NOT NULL,            -- JSON: the fields that the next version changed
  record TEXT NOT NULL,             -- JSON: the whole article as it was then
  parser TEXT NOT NULL,             -- the page object and its version
  capture_id INTEGER REFERENCES captures (id), cause TEXT NOT NULL DEFAULT 'site' CHECK (cause IN ('site', 'parser')),
  PRIMARY KEY (article_id, version)

, CHECK (version >= 1)
, CHECK (seen_at GLOB '????-??-??T??:??:??*Z')
, CHECK (replaced_at GLOB '????-??-??T??:??:??*Z')
, CHECK (json_valid(changed))
, CHECK (json_valid(record))
) STRICT, WITHOUT ROWID;
CREATE TABLE duplicates (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id), -- the repost
  of INTEGER NOT NULL REFERENCES articles (id), -- the earliest publication of the same text
  kind TEXT NOT NULL CHECK (kind IN ('exact', 'near')),
  similarity REAL NOT NULL CHECK (similarity BETWEEN 0 AND 1),
  CHECK (article_id <> of)
) STRICT;
CREATE INDEX duplicates_by_original ON duplicates (of);
CREATE TABLE frontier (
  url TEXT PRIMARY KEY,             -- canonical URL
  site TEXT NOT NULL REFERENCES sites (name),
  kind TEXT NOT NULL CHECK (kind IN ('listing', 'article', 'feed', 'sitemap', 'image', 'file')),
  state TEXT NOT NULL CHECK (state IN ('due', 'leased', 'done', 'failed', 'skipped')),
  next_due REAL,                    -- Unix time; empty where no visit is planned
  attempts INTEGER NOT NULL DEFAULT 0, -- failed visits since the last that went well
  crawl_id INTEGER REFERENCES crawls (id), -- the crawl that holds the lease, or that visited last
  via TEXT,                         -- where the address was first met; empty for the profile's own
  hinted_at TEXT,                   -- the date that a listing, feed or sitemap gave for it
  redirects_to TEXT,                -- the address it sent us on to
  etag TEXT,                        -- validator of the last answer
  last_modified TEXT,               -- validator of the last answer
  digest TEXT,                      -- payload digest of the last answer
  last_status INTEGER,              -- HTTP status of the last answer
  reason TEXT,                      -- why it failed or was skipped
  discovered_at TEXT NOT NULL,
  visited_at TEXT
, missing_since REAL
, CHECK (attempts >= 0)
, CHECK (discovered_at GLOB '????-??-??T??:??:??*Z')
, CHECK (visited_at GLOB '????-??-??T??:??:??*Z')
) STRICT;
CREATE INDEX frontier_due ON frontier (site, state, next_due);
CREATE INDEX frontier_via ON frontier (via);
CREATE INDEX frontier_redirects ON frontier (redirects_to) WHERE redirects_to IS NOT NULL;
CREATE TABLE article_authors (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  position INTEGER NOT NULL,        -- order in the byline
  name TEXT,                        -- a full name, as printed
  initials TEXT,                    -- as printed, e.g. HT
  role TEXT,                        -- what the byline says they did, e.g. Tin, ảnh
  unit TEXT,                        -- the office that follows the name
  PRIMARY KEY (article_id, position)

, CHECK (position >= 1)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_authors_by_name ON article_authors (name);
CREATE INDEX article_authors_by_initials ON article_authors (initials);
CREATE TABLE files (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  position INTEGER NOT NULL,        -- order in the page
  url TEXT NOT NULL,                -- of the attached document
  title TEXT, sha256 TEXT, length INTEGER,                       -- the words of its link
  PRIMARY KEY (article_id, position)

, CHECK (position >= 1)
, CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*')
, CHECK (length >= 0)
) STRICT, WITHOUT ROWID;
CREATE TABLE warc_files (
  name TEXT PRIMARY KEY,            -- in the workspace's folder `warc`
  site TEXT REFERENCES sites (name), -- whose captures it holds; empty for an imported file, which may hold many's
  crawl_id INTEGER REFERENCES crawls (id), -- the crawl or import that brought it
  length INTEGER,                   -- bytes; empty while it grows
  sha256 TEXT                       -- hex, over the finished file; empty while it grows

, CHECK (length >= 0)
, CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*')
) STRICT, WITHOUT ROWID;
CREATE INDEX captures_by_record ON captures (record_id);
CREATE INDEX captures_by_file ON captures (warc_file, warc_offset);
CREATE INDEX articles_by_update ON articles (updated_at);
CREATE TRIGGER new_alias AFTER INSERT ON article_urls BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = new.article_id;
END;
CREATE TRIGGER new_duplicate AFTER INSERT ON duplicates BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = new.article_id;
END;
CREATE TRIGGER no_duplicate AFTER DELETE ON duplicates BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = old.article_id;
END;
CREATE INDEX images_by_url ON images (url);
CREATE INDEX files_by_url ON files (url);
CREATE TABLE "problems" (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites (name),
  crawl_id INTEGER REFERENCES crawls (id),
  url TEXT NOT NULL,
  stage TEXT NOT NULL CHECK (stage IN ('fetch', 'archive', 'parse', 'validate', 'drift')), -- where it fell short
  reason TEXT NOT NULL,
  seen_at TEXT NOT NULL

, CHECK (seen_at GLOB '????-??-??T??:??:??*Z')
) STRICT;
CREATE INDEX problems_by_site ON problems (site, seen_at);
CREATE TABLE field_sources (
  crawl_id INTEGER NOT NULL REFERENCES crawls (id),
  field TEXT NOT NULL,              -- title, published_at, byline, lead, paragraphs, captions, section, tags
  source TEXT NOT NULL,             -- the strategy that answered; `none` where no one did
  pages INTEGER NOT NULL,           -- how many of the crawl's article pages
  PRIMARY KEY (crawl_id, field, source)

, CHECK (pages >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX articles_by_search_key ON articles (search_key, site, section, author_name, author_initials);
CREATE VIRTUAL TABLE articles_fts USING fts5 (
  title, lead, body, captions, byline, site,
  content = 'articles', content_rowid = 'search_key', tokenize = 'unicode61 remove_diacritics 2', prefix = '2');
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
CREATE TABLE article_bands (
  band INTEGER NOT NULL,            -- hash of a part of the text's MinHash signature: near-duplicates share some
  article_id INTEGER NOT NULL REFERENCES articles (id),
  PRIMARY KEY (band, article_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE author_names (
  site TEXT NOT NULL REFERENCES sites (name), -- where the initials are used
  initials TEXT NOT NULL,           -- in capitals, without dots and spaces
  name TEXT NOT NULL,               -- the person's name
  known_by TEXT NOT NULL CHECK (known_by IN ('bylines', 'archivist')), -- who says so
  evidence TEXT NOT NULL CHECK (json_valid(evidence)), -- JSON: addresses of articles whose bylines show both
  PRIMARY KEY (site, initials)
) STRICT, WITHOUT ROWID;
CREATE VIEW authors AS
SELECT articles.site AS site, -- the site's name
  coalesce(article_authors.name, author_names.name) AS name, -- the person's name; empty where only initials are known
  max(article_authors.initials) AS initials, -- as printed in some of the articles
  count(DISTINCT articles.id) AS articles, -- how many they signed, alone or with others
  min(substr(published_at, 1, 10)) AS first_day, -- the first of them
  max(substr(published_at, 1, 10)) AS last_day, -- the newest of them
  max(author_names.known_by) AS known_by, -- who says whose initials they are: bylines or an archivist
  max(author_names.evidence) AS evidence -- JSON: articles whose bylines show initials and name
FROM article_authors JOIN articles ON articles.id = article_id
LEFT JOIN author_names ON author_names.site = articles.site
  AND author_names.initials = upper(replace(replace(article_authors.initials, '.', ''), ' ', ''))
WHERE article_authors.name IS NOT NULL OR article_authors.initials IS NOT NULL
GROUP BY articles.site, coalesce(article_authors.name, author_names.name, article_authors.initials);
CREATE VIEW articles_latest AS
SELECT articles.published_at AS published_at, -- with the site's offset; a date alone where the page prints no time
  articles.site AS site, -- the site's name
  sites.title AS site_title, -- the association's name
  articles.title AS title, -- the headline
  coalesce(articles.author_name, articles.author_initials) AS author, -- as printed: the name, else the initials
  articles.lead AS lead, -- the paragraph that opens the article
  articles.section AS section, -- the site's own section
  articles.word_count AS words, -- of lead and body
  articles.url AS url, -- canonical URL
  original.url AS repost_of, -- the earliest publication of the same text, where this is a repost
  articles.gone_at AS gone_at, -- when the site said that the article is no more (UTC)
  articles.id AS article_id -- its row in `articles`
FROM articles JOIN sites ON sites.name = articles.site
LEFT JOIN duplicates ON duplicates.article_id = articles.id
LEFT JOIN articles AS original ON original.id = duplicates.of
ORDER BY articles.published_at DESC;
CREATE VIEW articles_per_day AS
SELECT substr(published_at, 1, 10) AS day, -- YYYY-MM-DD, as printed
  site, -- the site's name
  count(*) AS articles -- published on that day, reposts included
FROM articles WHERE published_at IS NOT NULL
GROUP BY site, day;
CREATE VIEW field_completeness AS
WITH counted AS MATERIALIZED (
  SELECT site, count(*) AS articles, count(published_at) AS published_at, count(byline) AS byline,
    count(author_initials) AS author_initials, count(author_name) AS author_name,
    count(source_credit) AS source_credit, count(lead) AS lead, count(section) AS section,
    count(captions) AS captions, sum(body <> '') AS body
  FROM articles GROUP BY site)
SELECT counted.site AS site, -- the site's name
  field.name AS field, -- a column of `articles`
  CASE field.name WHEN 'published_at' THEN published_at WHEN 'byline' THEN byline
    WHEN 'author_initials' THEN author_initials WHEN 'author_name' THEN author_name
    WHEN 'source_credit' THEN source_credit WHEN 'lead' THEN lead WHEN 'section' THEN section
    WHEN 'captions' THEN captions WHEN 'body' THEN body END AS filled, -- articles in which it could be read
  articles -- articles of the site
FROM counted CROSS JOIN (
  SELECT 'published_at' AS name UNION ALL SELECT 'byline' UNION ALL SELECT 'author_initials'
  UNION ALL SELECT 'author_name' UNION ALL SELECT 'source_credit' UNION ALL SELECT 'lead'
  UNION ALL SELECT 'body' UNION ALL SELECT 'section' UNION ALL SELECT 'captions') AS field;
CREATE VIEW captions AS
SELECT articles.id AS article_id, -- its row in `articles`
  articles.site AS site, -- the site's name
  articles.published_at AS published_at, -- of the article
  articles.title AS title, -- of the article
  articles.url AS article_url, -- of the article
  images.position AS position, -- 1 is the first image of the article
  images.url AS image_url, -- full size, canonical
  images.caption AS caption, -- the words under the image
  images.credit AS credit -- who made the image, where the caption says so
FROM images JOIN articles ON articles.id = images.article_id
WHERE images.caption IS NOT NULL;
CREATE TRIGGER moved_alias AFTER UPDATE OF article_id ON article_urls WHEN old.article_id <> new.article_id BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id IN (old.article_id, new.article_id);
END;
CREATE TRIGGER described_image AFTER UPDATE OF sha256, width, height ON images
WHEN (old.sha256, old.width, old.height) IS NOT (new.sha256, new.width, new.height) BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = new.article_id;
END;
CREATE TRIGGER described_file AFTER UPDATE OF sha256, length ON files
WHEN (old.sha256, old.length) IS NOT (new.sha256, new.length) BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = new.article_id;
END;
CREATE TRIGGER moved_original AFTER UPDATE OF url ON articles WHEN old.url <> new.url BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id IN (SELECT article_id FROM duplicates WHERE of = new.id);
END;
CREATE INDEX articles_by_section ON articles (section, site, published_at);
CREATE INDEX articles_by_author_name ON articles (author_name, published_at) WHERE author_name IS NOT NULL;
CREATE VIRTUAL TABLE titles_fts USING fts5 (
  title, site,
  content = 'articles', content_rowid = 'search_key', tokenize = 'unicode61 remove_diacritics 2', prefix = '2');
CREATE TRIGGER index_title AFTER INSERT ON articles BEGIN
  INSERT INTO titles_fts (rowid, title, site)
  SELECT search_key, title, site FROM fold_articles WHERE search_key = new.search_key;
END;
CREATE TRIGGER unindex_old_title BEFORE UPDATE OF site, published_at, title ON articles
WHEN (old.site, old.published_at, old.title) IS NOT (new.site, new.published_at, new.title)
BEGIN
  INSERT INTO titles_fts (titles_fts, rowid, title, site)
  SELECT 'delete', search_key, title, site FROM fold_articles WHERE search_key = old.search_key;
END;
CREATE TRIGGER index_new_title AFTER UPDATE OF site, published_at, title ON articles
WHEN (old.site, old.published_at, old.title) IS NOT (new.site, new.published_at, new.title)
BEGIN
  INSERT INTO titles_fts (rowid, title, site)
  SELECT search_key, title, site FROM fold_articles WHERE search_key = new.search_key;
END;
CREATE TRIGGER unindex_title BEFORE DELETE ON articles BEGIN
  INSERT INTO titles_fts (titles_fts, rowid, title, site)
  SELECT 'delete', search_key, title, site FROM fold_articles WHERE search_key = old.search_key;
END;
CREATE INDEX articles_changed ON articles (site, changed_at) WHERE changed_at IS NOT NULL;
CREATE INDEX articles_gone ON articles (site, gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX captures_by_crawl ON captures (crawl_id, fetched_at);
CREATE TABLE month_counts (
  site TEXT NOT NULL REFERENCES sites (name), -- the site's name
  month TEXT NOT NULL,              -- YYYY-MM of publication, as printed; empty for articles without a date
  articles INTEGER NOT NULL,        -- how many were published in it, reposts included
  byline INTEGER NOT NULL,          -- in how many of them a byline could be read
  author_initials INTEGER NOT NULL, -- likewise the author's initials
  author_name INTEGER NOT NULL,     -- likewise the author's name
  source_credit INTEGER NOT NULL,   -- likewise a named source
  lead INTEGER NOT NULL,            -- likewise a lead
  body INTEGER NOT NULL,            -- likewise a text after the lead
  section INTEGER NOT NULL,         -- likewise the section
  captions INTEGER NOT NULL,        -- likewise a caption
  PRIMARY KEY (site, month)
) STRICT, WITHOUT ROWID;
CREATE TABLE day_counts (
  day TEXT PRIMARY KEY,             -- YYYY-MM-DD of publication, as printed
  articles INTEGER NOT NULL         -- how many all sites published on it, reposts included
) STRICT, WITHOUT ROWID;
CREATE TABLE author_counts (
  site TEXT NOT NULL REFERENCES sites (name), -- the site's name
  author TEXT NOT NULL,             -- as printed: the name, else the initials
  is_name INTEGER NOT NULL,         -- 1 for a name, 0 for initials
  signatures INTEGER NOT NULL,      -- how often bylines of the site show it
  PRIMARY KEY (site, author, is_name)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER count_article AFTER INSERT ON articles BEGIN
  INSERT INTO month_counts VALUES (
    new.site, coalesce(substr(new.published_at, 1, 7), ''), 1, new.byline IS NOT NULL,
    new.author_initials IS NOT NULL, new.author_name IS NOT NULL, new.source_credit IS NOT NULL,
    new.lead IS NOT NULL, new.body <> '', new.section IS NOT NULL, new.captions IS NOT NULL)
  ON CONFLICT DO UPDATE SET articles = articles + 1, byline = byline + excluded.byline,
    author_initials = author_initials + excluded.author_initials, author_name = author_name + excluded.author_name,
    source_credit = source_credit + excluded.source_credit, lead = lead + excluded.lead, body = body + excluded.body,
    section = section + excluded.section, captions = captions + excluded.captions;
  INSERT INTO day_counts SELECT substr(new.published_at, 1, 10), 1 WHERE new.published_at IS NOT NULL
  ON CONFLICT DO UPDATE SET articles = articles + 1;
END;
CREATE TRIGGER uncount_article AFTER DELETE ON articles BEGIN
  UPDATE month_counts SET articles = articles - 1, byline = byline - (old.byline IS NOT NULL),
    author_initials = author_initials - (old.author_initials IS NOT NULL),
    author_name = author_name - (old.author_name IS NOT NULL),
    source_credit = source_credit - (old.source_credit IS NOT NULL), lead = lead - (old.lead IS NOT NULL),
    body = body - (old.body <> ''), section = section - (old.section IS NOT NULL),
    captions = captions - (old.captions IS NOT NULL)
  WHERE site = old.site AND month = coalesce(substr(old.published_at, 1, 7), '');
  UPDATE day_counts SET articles = articles - 1 WHERE day = substr(old.published_at, 1, 10);
END;
CREATE TRIGGER recount_article AFTER UPDATE OF site, published_at, byline, author_initials, author_name,
  source_credit, lead, body, section, captions ON articles
WHEN (old.site, old.published_at, old.byline IS NULL, old.author_initials IS NULL, old.author_name IS NULL,
    old.source_credit IS NULL, old.lead IS NULL, old.body = '', old.section IS NULL, old.captions IS NULL)
  IS NOT (new.site, new.published_at, new.byline IS NULL, new.author_initials IS NULL, new.author_name IS NULL,
    new.source_credit IS NULL, new.lead IS NULL, new.body = '', new.section IS NULL, new.captions IS NULL)
BEGIN
  UPDATE month_counts SET articles = articles - 1, byline = byline - (old.byline IS NOT NULL),
    author_initials = author_initials - (old.author_initials IS NOT NULL),
    author_name = author_name - (old.author_name IS NOT NULL),
    source_credit = source_credit - (old.source_credit IS NOT NULL), lead = lead - (old.lead IS NOT NULL),
    body = body - (old.body <> ''), section = section - (old.section IS NOT NULL),
    captions = captions - (old.captions IS NOT NULL)
  WHERE site = old.site AND month = coalesce(substr(old.published_at, 1, 7), '');
  UPDATE day_counts SET articles = articles - 1 WHERE day = substr(old.published_at, 1, 10);
  INSERT INTO month_counts VALUES (
    new.site, coalesce(substr(new.published_at, 1, 7), ''), 1, new.byline IS NOT NULL,
    new.author_initials IS NOT NULL, new.author_name IS NOT NULL, new.source_credit IS NOT NULL,
    new.lead IS NOT NULL, new.body <> '', new.section IS NOT NULL, new.captions IS NOT NULL)
  ON CONFLICT DO UPDATE SET articles = articles + 1, byline = byline + excluded.byline,
    author_initials = author_initials + excluded.author_initials, author_name = author_name + excluded.author_name,
    source_credit = source_credit + excluded.source_credit, lead = lead + excluded.lead, body = body + excluded.body,
    section = section + excluded.section, captions = captions + excluded.captions;
  INSERT INTO day_counts SELECT substr(new.published_at, 1, 10), 1 WHERE new.published_at IS NOT NULL
  ON CONFLICT DO UPDATE SET articles = articles + 1;
END;
CREATE TRIGGER count_author AFTER INSERT ON article_authors WHEN coalesce(new.name, new.initials) IS NOT NULL BEGIN
  INSERT INTO author_counts
  SELECT site, coalesce(new.name, new.initials), new.name IS NOT NULL, 1 FROM articles WHERE id = new.article_id
  ON CONFLICT DO UPDATE SET signatures = signatures + 1;
END;
CREATE TRIGGER uncount_author AFTER DELETE ON article_authors WHEN coalesce(old.name, old.initials) IS NOT NULL BEGIN
  UPDATE author_counts SET signatures = signatures - 1
  WHERE site = (SELECT site FROM articles WHERE id = old.article_id)
    AND author = coalesce(old.name, old.initials) AND is_name = (old.name IS NOT NULL);
END;
CREATE INDEX articles_by_site_and_date ON articles (site, published_at, section, author_name, author_initials);
INSERT OR REPLACE INTO _sqlite_migrations VALUES (1, 'vustacrawl', '0001_foundation', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (2, 'vustacrawl', '0002_authors_and_files', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (3, 'vustacrawl', '0003_archive', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (4, 'vustacrawl', '0004_drift', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (5, 'vustacrawl', '0010_search', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (6, 'vustacrawl', '0011_near_duplicates', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (7, 'vustacrawl', '0012_people', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (8, 'vustacrawl', '0013_views', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (9, 'vustacrawl', '0014_updates', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (10, 'vustacrawl', '0015_dictionary', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (11, 'vustacrawl', '0016_mend', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (12, 'vustacrawl', '0017_questions', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (13, 'vustacrawl', '0018_checks', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (14, 'vustacrawl', '0019_titles', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (15, 'vustacrawl', '0019_vanished', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (16, 'vustacrawl', '0020_operations', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (17, 'vustacrawl', '0030_counts', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO _sqlite_migrations VALUES (18, 'vustacrawl', '0031_facets', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO sites VALUES ('a', 'Hội a', 'https://a.vn/', 'vnmedia', 'vi', 'Asia/Ho_Chi_Minh', NULL, 0);
INSERT OR REPLACE INTO sites VALUES ('b', 'Hội b', 'https://b.vn/', 'vnmedia', 'vi', 'Asia/Ho_Chi_Minh', NULL, 0);
INSERT OR REPLACE INTO crawls VALUES (1, 'a', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', NULL, 0, 0, 0, 0, 0, 'vustacrawl/0', NULL, 'crawl', NULL, NULL, NULL);
INSERT OR REPLACE INTO captures VALUES (1, 'a', 1, 'https://a.vn/hong-co-p1.html', '2026-01-01T00:00:00.000Z', 200, NULL, 9, 'sha256:0000000000000000000000000000000000000000000000000000000000000000', 'a-1.warc.gz', 0, 900, '<urn:uuid:1>', NULL, NULL, NULL);
INSERT OR REPLACE INTO captures VALUES (2, 'a', 1, 'https://a.vn/hong-co-p1.html', '2026-02-01T00:00:00.000Z', 200, NULL, 9, 'sha256:0000000000000000000000000000000000000000000000000000000000000000', 'a-1.warc.gz', 0, 900, '<urn:uuid:1>', NULL, NULL, NULL);
INSERT OR REPLACE INTO articles VALUES (1, 'a', '1', 'https://a.vn/hong-co-p1.html', 'Hồng cổ Đà Lạt trở lại vườn', '2024-03-14T10:00:00+07:00', '14/03/2024 10:00', 'HT', NULL, 'HT', NULL, 'Sáng 14/3, tại Đà Lạt, Hội Sinh học tỉnh tổng kết 5 năm bảo tồn giống hồng cổ của vùng cao nguyên.', 'Theo bà Kra Jan Nhung, người giữ vườn đầu dòng, cả huyện từng chỉ còn 27 cây hồng trên 80 tuổi, phần lớn nằm rải rác trong vườn cà phê và không ai còn nhớ cách ghép.

Nhóm kỹ sư của hội đã lấy mẫu lá, lập bản đồ từng gốc cây rồi nhân giống bằng mắt ghép trong nhà màng; đến nay 1.350 cây con đã được trao cho 212 hộ trồng xen ở các xã vùng ven.', 'Tin tức', 'vi', 101, 'd2d98a5696aabfd6de6ec09dc572986cbaa259132419d2ab44bc81a2426854cd', '3803e2292fa7108a20bf528db87c5cbad8d3a7ec72d006fbcd7f2fcc1b965c87', '{"title": "h1"}', 'vnmedia/1', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', NULL, 2, NULL, '2026-02-01T00:00:00.000Z', 'Vườn ươm của hội');
INSERT OR REPLACE INTO articles VALUES (2, 'a', '2', 'https://a.vn/tin-cu-p2.html', 'Tin cũ', NULL, '14/03/2024 10:00', 'HT', NULL, 'HT', NULL, NULL, 'Tin ngắn.', 'Tin tức', 'vi', 2, '1ae20d39e135efad7d7dcd1a6709ef0ddc52fb5a3df52f954c98c4bb51d48219', '4035a5f61d22cc67d25e9010b0113d663281301c7b59522f24c5c1977f85b735', '{"title": "h1"}', 'vnmedia/1', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', NULL, '2026-03-01T00:00:00.000Z', NULL, NULL, '2026-02-01T00:00:00.000Z', NULL);
INSERT OR REPLACE INTO articles VALUES (7, 'b', '7', 'https://b.vn/hong-co-p7.html', 'Hồng cổ Đà Lạt trở lại vườn', '2024-03-15', '14/03/2024 10:00', 'HT', 'Hoàng Tùng', 'HT', NULL, 'Một cách giữ giống cây quý.', 'Theo bà Kra Jan Nhung, người giữ vườn đầu dòng, cả huyện từng chỉ còn 27 cây hồng trên 80 tuổi, phần lớn nằm rải rác trong vườn cà phê và không ai còn nhớ cách ghép.

Nhóm kỹ sư của hội đã lấy mẫu lá, lập bản đồ từng gốc cây rồi nhân giống bằng mắt ghép trong nhà màng; đến nay 1.350 cây con đã được trao cho 212 hộ trồng xen ở các xã vùng ven.', 'Tin tức', 'vi', 85, '47e4a9a21d453daa1a101c3466f4c0692ef59b2313b9db4d0afeb390846e4bee', '902e43cda1b77b0bbbfa5cc62eb042713fd32f2e2a72fbd83ef3edd22a851566', '{"title": "h1"}', 'vnmedia/1', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', NULL, NULL, NULL, NULL, '2026-02-01T00:00:00.000Z', NULL);
INSERT OR REPLACE INTO article_urls VALUES ('https://a.vn/hong-co-p1.html', 1);
INSERT OR REPLACE INTO article_urls VALUES ('https://a.vn/?p=1', 1);
INSERT OR REPLACE INTO article_urls VALUES ('https://a.vn/tin-cu-p2.html', 2);
INSERT OR REPLACE INTO article_urls VALUES ('https://b.vn/hong-co-p7.html', 7);
INSERT OR REPLACE INTO paragraphs VALUES (1, 1, 'paragraph', 'Theo bà Kra Jan Nhung, người giữ vườn đầu dòng, cả huyện từng chỉ còn 27 cây hồng trên 80 tuổi, phần lớn nằm rải rác trong vườn cà phê và không ai còn nhớ cách ghép.', NULL);
INSERT OR REPLACE INTO paragraphs VALUES (1, 2, 'paragraph', 'Nhóm kỹ sư của hội đã lấy mẫu lá, lập bản đồ từng gốc cây rồi nhân giống bằng mắt ghép trong nhà màng; đến nay 1.350 cây con đã được trao cho 212 hộ trồng xen ở các xã vùng ven.', NULL);
INSERT OR REPLACE INTO paragraphs VALUES (2, 1, 'paragraph', 'Tin ngắn.', NULL);
INSERT OR REPLACE INTO paragraphs VALUES (7, 1, 'paragraph', 'Theo bà Kra Jan Nhung, người giữ vườn đầu dòng, cả huyện từng chỉ còn 27 cây hồng trên 80 tuổi, phần lớn nằm rải rác trong vườn cà phê và không ai còn nhớ cách ghép.', NULL);
INSERT OR REPLACE INTO paragraphs VALUES (7, 2, 'paragraph', 'Nhóm kỹ sư của hội đã lấy mẫu lá, lập bản đồ từng gốc cây rồi nhân giống bằng mắt ghép trong nhà màng; đến nay 1.350 cây con đã được trao cho 212 hộ trồng xen ở các xã vùng ven.', NULL);
INSERT OR REPLACE INTO images VALUES (1, 1, 1, 'https://a.vn/1.jpg', NULL, 'Vườn ươm của hội', 'HT', NULL, NULL, NULL);
INSERT OR REPLACE INTO tags VALUES (1, 1, 'hồng cổ');
INSERT OR REPLACE INTO article_versions VALUES (1, 1, '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', '["title","paragraphs"]', '{"site":"a","url":"https://a.vn/hong-co-p1.html","native_id":"1","title":"Giữ giống hồng cổ","published_at":"2024-03-14T10:00:00+07:00","published_raw":"14/03/2024 10:00","author_initials":"HT","author_name":null,"byline":"HT","source_credit":null,"lead":"Sáng 14/3, tại Đà Lạt, Hội Sinh học tỉnh tổng kết 5 năm bảo tồn giống hồng cổ của vùng cao nguyên.","section":"Tin tức","language":"vi","paragraphs":[{"kind":"paragraph","text":"Theo bà Kra Jan Nhung, người giữ vườn đầu dòng, cả huyện từng chỉ còn 27 cây hồng trên 80 tuổi, phần lớn nằm rải rác trong vườn cà phê và không ai còn nhớ cách ghép."}],"images":[{"url":"https://a.vn/1.jpg","after_paragraph":1,"alt":null,"caption":null,"credit":null}],"tags":["hồng cổ"],"photo_credit":null,"authors":[{"name":null,"initials":"HT","role":null,"unit":null}],"files":[]}', 'vnmedia/1', 1, 'site');
INSERT OR REPLACE INTO duplicates VALUES (7, 1, 'near', 0.7);
INSERT OR REPLACE INTO frontier VALUES ('https://a.vn/hong-co-p1.html', 'a', 'article', 'done', NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 200, NULL, '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', NULL);
INSERT OR REPLACE INTO frontier VALUES ('https://a.vn/', 'a', 'listing', 'due', 1780000000.0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 200, NULL, '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', NULL);
INSERT OR REPLACE INTO article_authors VALUES (1, 1, 'Hoàng Tùng', 'HT', NULL, NULL);
INSERT OR REPLACE INTO files VALUES (1, 1, 'https://a.vn/1.pdf', 'Báo cáo', NULL, NULL);
INSERT OR REPLACE INTO warc_files VALUES ('a-1.warc.gz', 'a', 1, 900, '0000000000000000000000000000000000000000000000000000000000000000');
INSERT OR REPLACE INTO problems VALUES (1, 'a', 1, 'https://a.vn/hong-co-p1.html', 'parse', 'không có ngày', '2026-01-01T00:00:00.000Z');
INSERT OR REPLACE INTO field_sources VALUES (1, 'title', 'h1', 3);
INSERT OR REPLACE INTO article_bands VALUES (6179107914987, 1);
INSERT OR REPLACE INTO article_bands VALUES (6179107914987, 7);
INSERT OR REPLACE INTO article_bands VALUES (10261492162568, 7);
INSERT OR REPLACE INTO article_bands VALUES (11212289535186, 7);
INSERT OR REPLACE INTO article_bands VALUES (13966031723621, 1);
INSERT OR REPLACE INTO article_bands VALUES (16806610267386, 1);
INSERT OR REPLACE INTO article_bands VALUES (29267450691660, 1);
INSERT OR REPLACE INTO article_bands VALUES (29267450691660, 7);
INSERT OR REPLACE INTO article_bands VALUES (30045414578111, 7);
INSERT OR REPLACE INTO article_bands VALUES (33228096626089, 1);
INSERT OR REPLACE INTO article_bands VALUES (33228096626089, 7);
INSERT OR REPLACE INTO article_bands VALUES (33414337979826, 1);
INSERT OR REPLACE INTO article_bands VALUES (34309120610571, 1);
INSERT OR REPLACE INTO article_bands VALUES (35280257018423, 7);
INSERT OR REPLACE INTO article_bands VALUES (40026036272994, 7);
INSERT OR REPLACE INTO article_bands VALUES (40891949201446, 7);
INSERT OR REPLACE INTO article_bands VALUES (42396958094354, 7);
INSERT OR REPLACE INTO article_bands VALUES (46100591566677, 1);
INSERT OR REPLACE INTO article_bands VALUES (54936865447624, 1);
INSERT OR REPLACE INTO article_bands VALUES (56927082828198, 7);
INSERT OR REPLACE INTO article_bands VALUES (56929466986941, 1);
INSERT OR REPLACE INTO article_bands VALUES (58546353267342, 7);
INSERT OR REPLACE INTO article_bands VALUES (61772427431371, 1);
INSERT OR REPLACE INTO article_bands VALUES (61772427431371, 7);
INSERT OR REPLACE INTO article_bands VALUES (67529076788405, 1);
INSERT OR REPLACE INTO article_bands VALUES (77487611261258, 7);
INSERT OR REPLACE INTO article_bands VALUES (77962925129859, 1);
INSERT OR REPLACE INTO article_bands VALUES (84181774553766, 1);
INSERT OR REPLACE INTO article_bands VALUES (87226950138413, 7);
INSERT OR REPLACE INTO article_bands VALUES (87794384110053, 1);
INSERT OR REPLACE INTO article_bands VALUES (90220438175039, 1);
INSERT OR REPLACE INTO article_bands VALUES (96525369246864, 1);
INSERT OR REPLACE INTO article_bands VALUES (107017976556386, 7);
INSERT OR REPLACE INTO article_bands VALUES (116619615077967, 7);
INSERT OR REPLACE INTO article_bands VALUES (119861463525945, 1);
INSERT OR REPLACE INTO article_bands VALUES (121037166123480, 7);
INSERT OR REPLACE INTO article_bands VALUES (125187769759035, 7);
INSERT OR REPLACE INTO article_bands VALUES (132175235199144, 1);
INSERT OR REPLACE INTO article_bands VALUES (132175235199144, 7);
INSERT OR REPLACE INTO article_bands VALUES (134923694813617, 7);
INSERT OR REPLACE INTO article_bands VALUES (138435326731712, 1);
INSERT OR REPLACE INTO article_bands VALUES (138435326731712, 7);
INSERT OR REPLACE INTO article_bands VALUES (155681859619705, 7);
INSERT OR REPLACE INTO article_bands VALUES (163960703568024, 1);
INSERT OR REPLACE INTO article_bands VALUES (188434494322925, 1);
INSERT OR REPLACE INTO article_bands VALUES (207086873477207, 1);
INSERT OR REPLACE INTO article_bands VALUES (211044886940198, 1);
INSERT OR REPLACE INTO article_bands VALUES (215062107341402, 7);
INSERT OR REPLACE INTO article_bands VALUES (223188431325775, 7);
INSERT OR REPLACE INTO article_bands VALUES (224296200960482, 7);
INSERT OR REPLACE INTO article_bands VALUES (225709682236203, 1);
INSERT OR REPLACE INTO article_bands VALUES (231517900700543, 1);
INSERT OR REPLACE INTO article_bands VALUES (236102245380950, 1);
INSERT OR REPLACE INTO article_bands VALUES (237056556155790, 7);
INSERT OR REPLACE INTO article_bands VALUES (240631850554225, 1);
INSERT OR REPLACE INTO article_bands VALUES (245141487834360, 7);
INSERT OR REPLACE INTO article_bands VALUES (245475309461719, 1);
INSERT OR REPLACE INTO article_bands VALUES (245475309461719, 7);
INSERT OR REPLACE INTO article_bands VALUES (254566239210466, 7);
INSERT OR REPLACE INTO article_bands VALUES (256008850308106, 1);
INSERT OR REPLACE INTO article_bands VALUES (259037314474595, 7);
INSERT OR REPLACE INTO article_bands VALUES (260295890965160, 1);
INSERT OR REPLACE INTO article_bands VALUES (261022106556638, 7);
INSERT OR REPLACE INTO article_bands VALUES (263174214077542, 1);
INSERT OR REPLACE INTO author_names VALUES ('a', 'HT', 'Hoàng Tùng', 'bylines', '["https://a.vn/hong-co-p1.html"]');
INSERT OR REPLACE INTO month_counts VALUES ('a', '', 1, 1, 1, 0, 0, 0, 1, 1, 0);
INSERT OR REPLACE INTO month_counts VALUES ('a', '2024-03', 1, 1, 1, 0, 0, 1, 1, 1, 1);
INSERT OR REPLACE INTO month_counts VALUES ('b', '2024-03', 1, 1, 1, 1, 0, 1, 1, 1, 0);
INSERT OR REPLACE INTO day_counts VALUES ('2024-03-14', 1);
INSERT OR REPLACE INTO day_counts VALUES ('2024-03-15', 1);
INSERT OR REPLACE INTO author_counts VALUES ('a', 'Hoàng Tùng', 1, 1);
