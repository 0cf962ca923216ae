-- Redirects gave an article's own address to the article that they led to: it is its own again, and the next crawl asks
-- there whether the article is gone.
INSERT INTO article_urls (url, article_id) SELECT url, id FROM articles WHERE true
ON CONFLICT (url) DO UPDATE SET article_id = excluded.article_id WHERE article_id <> excluded.article_id;
UPDATE frontier SET state = 'due', next_due = 0, attempts = 0, reason = NULL
WHERE state = 'done' AND redirects_to IS NOT NULL AND url IN (SELECT url FROM articles);
