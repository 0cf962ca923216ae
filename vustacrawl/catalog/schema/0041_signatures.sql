-- Who signed when, without reading the articles' texts.
CREATE INDEX articles_by_id ON articles (id, site, published_at);
