-- The first three are empty for crawls of older versions.
ALTER TABLE crawls ADD COLUMN requests INTEGER; -- requests sent: robots.txt, repeats, and those without an answer too
ALTER TABLE crawls ADD COLUMN pushed_back INTEGER; -- answers by which the site asked for less: 403, 429, 503
ALTER TABLE crawls ADD COLUMN gone INTEGER; -- articles that were found to be no more
CREATE INDEX captures_by_crawl ON captures (crawl_id, fetched_at);
