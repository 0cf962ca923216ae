-- Counting a million articles takes too long for a page that somebody waits for.

-- Articles of each site by month of publication, and in how many of them each field could be read; kept by triggers.
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

-- Articles of all sites together by day of publication; kept by triggers.
CREATE TABLE day_counts (
  day TEXT PRIMARY KEY,             -- YYYY-MM-DD of publication, as printed
  articles INTEGER NOT NULL         -- how many all sites published on it, reposts included
) STRICT, WITHOUT ROWID;

-- Signatures in the bylines of each site; kept by triggers.
CREATE TABLE author_counts (
  site TEXT NOT NULL REFERENCES sites (name), -- the site's name
  author TEXT NOT NULL,             -- as printed: the name, else the initials
  is_name INTEGER NOT NULL,         -- 1 for a name, 0 for initials
  signatures INTEGER NOT NULL,      -- how often bylines of the site show it
  PRIMARY KEY (site, author, is_name)
) STRICT, WITHOUT ROWID;

INSERT INTO month_counts
SELECT site, coalesce(substr(published_at, 1, 7), ''), count(*), count(byline), count(author_initials),
  count(author_name), count(source_credit), count(lead), sum(body <> ''), count(section), count(captions)
FROM articles GROUP BY 1, 2;
INSERT INTO day_counts
SELECT substr(published_at, 1, 10), count(*) FROM articles WHERE published_at IS NOT NULL GROUP BY 1;
INSERT INTO author_counts
SELECT site, coalesce(name, initials), name IS NOT NULL, count(*)
FROM article_authors JOIN articles ON articles.id = article_id
WHERE coalesce(name, initials) IS NOT NULL GROUP BY 1, 2, 3;

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
