CREATE TABLE warc_files (
  name TEXT PRIMARY KEY,            -- in the workspace's folder `warc`
  site TEXT REFERENCES sites (name), -- whose captures it holds; empty for an imported file, which may hold many's
  crawl_id INTEGER REFERENCES crawls (id), -- the crawl or import that brought it
  length INTEGER,                   -- bytes; empty while it grows
  sha256 TEXT                       -- hex, over the finished file; empty while it grows
) STRICT, WITHOUT ROWID;

ALTER TABLE captures ADD COLUMN warc_file TEXT REFERENCES warc_files (name); -- where its record lies
ALTER TABLE captures ADD COLUMN warc_offset INTEGER; -- first byte of the record in the file
ALTER TABLE captures ADD COLUMN warc_length INTEGER; -- bytes of the record in the file
ALTER TABLE captures ADD COLUMN record_id TEXT; -- WARC-Record-ID
ALTER TABLE captures ADD COLUMN payload_digest TEXT; -- WARC-Payload-Digest: over the body as received
ALTER TABLE captures ADD COLUMN original_id INTEGER REFERENCES captures (id); -- for a revisit: the capture that holds the payload
ALTER TABLE captures ADD COLUMN truncated TEXT; -- why the answer is not whole: length, time, disconnect, unspecified
CREATE INDEX captures_by_record ON captures (record_id);
CREATE INDEX captures_by_file ON captures (warc_file, warc_offset);

ALTER TABLE crawls ADD COLUMN reason TEXT; -- what cut it short, in words
ALTER TABLE crawls ADD COLUMN kind TEXT NOT NULL DEFAULT 'crawl' CHECK (kind IN ('crawl', 'import', 'reparse')); -- where its pages came from: the site, files from elsewhere, the archive
ALTER TABLE sites ADD COLUMN quiet_until REAL; -- Unix time until which the site asked to be left alone
ALTER TABLE sites ADD COLUMN pushbacks INTEGER NOT NULL DEFAULT 0; -- answers 403, 429, 503 since the last that went well
ALTER TABLE frontier ADD COLUMN missing_since REAL; -- Unix time of the first 404 or 410 since the last answer that went well

ALTER TABLE articles ADD COLUMN updated_at TEXT; -- when this catalog last changed the row or its lists (UTC)
UPDATE articles SET updated_at = coalesce(gone_at, changed_at, first_seen_at);
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
ALTER TABLE article_versions ADD COLUMN cause TEXT NOT NULL DEFAULT 'site' CHECK (cause IN ('site', 'parser')); -- what made the next version differ: the page, or how it was read

ALTER TABLE images ADD COLUMN sha256 TEXT; -- of the image's bytes, where it was fetched
ALTER TABLE images ADD COLUMN width INTEGER; -- pixels
ALTER TABLE images ADD COLUMN height INTEGER; -- pixels
CREATE INDEX images_by_url ON images (url);
ALTER TABLE files ADD COLUMN sha256 TEXT; -- of the file's bytes, where it was fetched
ALTER TABLE files ADD COLUMN length INTEGER; -- bytes
CREATE INDEX files_by_url ON files (url);

CREATE TABLE new_problems (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites (name),
  crawl_id INTEGER REFERENCES crawls (id),
  url TEXT NOT NULL,
  stage TEXT NOT NULL CHECK (stage IN ('fetch', 'archive', 'parse', 'validate', 'drift')), -- where it fell short
  reason TEXT NOT NULL,
  seen_at TEXT NOT NULL
) STRICT;
INSERT INTO new_problems SELECT * FROM problems;
DROP TABLE problems;
ALTER TABLE new_problems RENAME TO problems;
CREATE INDEX problems_by_site ON problems (site, seen_at);
