-- Files that took 0003_archive before it was whole lack these; `crawls.kind` is added by migrations.py where it is missing.
CREATE TRIGGER IF NOT EXISTS new_alias AFTER INSERT ON article_urls BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = new.article_id;
END;
CREATE TRIGGER IF NOT EXISTS new_duplicate AFTER INSERT ON duplicates BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = new.article_id;
END;
CREATE TRIGGER IF NOT EXISTS no_duplicate AFTER DELETE ON duplicates BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = old.article_id;
END;

-- Versions from before 0002_authors_and_files, completed with what was not read then.
UPDATE article_versions
SET record = json_insert(record, '$.photo_credit', NULL, '$.authors', json('[]'), '$.files', json('[]'))
WHERE json_type(record, '$.files') IS NULL;
