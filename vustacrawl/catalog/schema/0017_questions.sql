-- For the questions that people ask: by section, and by an author's name.
CREATE INDEX articles_by_section ON articles (section, site, published_at);
CREATE INDEX articles_by_author_name ON articles (author_name, published_at) WHERE author_name IS NOT NULL;
