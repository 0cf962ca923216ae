-- What else changes an article's record: an export since a date must know of it.
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
