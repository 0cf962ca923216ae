-- What changed and what vanished, without reading all articles.
CREATE INDEX articles_changed ON articles (site, changed_at) WHERE changed_at IS NOT NULL;
CREATE INDEX articles_gone ON articles (site, gone_at) WHERE gone_at IS NOT NULL;
