-- Full text of the titles alone, without marks: what is best of a search is found here, among few words, instead of among
-- all that articles hold. Everything else is as in `articles_fts`.
CREATE VIRTUAL TABLE titles_fts USING fts5 (
  title, site,
  content = 'articles', content_rowid = 'search_key', tokenize = 'unicode61 remove_diacritics 2', prefix = '2');
-- titles_fts.title: words of `articles.title`, đ as d
-- titles_fts.site: `articles.site` in hexadecimal, as one word

INSERT INTO titles_fts (rowid, title, site) SELECT search_key, title, site FROM fold_articles ORDER BY search_key;

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
