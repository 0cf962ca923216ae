-- Articles as one reads them, the newest first; reposts name what they repeat.
CREATE VIEW articles_latest AS
SELECT articles.published_at AS published_at, -- with the site's offset; a date alone where the page prints no time
  articles.site AS site, -- the site's name
  sites.title AS site_title, -- the association's name
  articles.title AS title, -- the headline
  coalesce(articles.author_name, articles.author_initials) AS author, -- as printed: the name, else the initials
  articles.lead AS lead, -- the paragraph that opens the article
  articles.section AS section, -- the site's own section
  articles.word_count AS words, -- of lead and body
  articles.url AS url, -- canonical URL
  original.url AS repost_of, -- the earliest publication of the same text, where this is a repost
  articles.gone_at AS gone_at, -- when the site said that the article is no more (UTC)
  articles.id AS article_id -- its row in `articles`
FROM articles JOIN sites ON sites.name = articles.site
LEFT JOIN duplicates ON duplicates.article_id = articles.id
LEFT JOIN articles AS original ON original.id = duplicates.of
ORDER BY articles.published_at DESC;

-- How much each site published on each day; articles without a date are not counted.
CREATE VIEW articles_per_day AS
SELECT substr(published_at, 1, 10) AS day, -- YYYY-MM-DD, as printed
  site, -- the site's name
  count(*) AS articles -- published on that day, reposts included
FROM articles WHERE published_at IS NOT NULL
GROUP BY site, day;

-- In how many of a site's articles each field could be read.
CREATE VIEW field_completeness AS
WITH counted AS MATERIALIZED (
  SELECT site, count(*) AS articles, count(published_at) AS published_at, count(byline) AS byline,
    count(author_initials) AS author_initials, count(author_name) AS author_name,
    count(source_credit) AS source_credit, count(lead) AS lead, count(section) AS section,
    count(captions) AS captions, sum(body <> '') AS body
  FROM articles GROUP BY site)
SELECT counted.site AS site, -- the site's name
  field.name AS field, -- a column of `articles`
  CASE field.name WHEN 'published_at' THEN published_at WHEN 'byline' THEN byline
    WHEN 'author_initials' THEN author_initials WHEN 'author_name' THEN author_name
    WHEN 'source_credit' THEN source_credit WHEN 'lead' THEN lead WHEN 'section' THEN section
    WHEN 'captions' THEN captions WHEN 'body' THEN body END AS filled, -- articles in which it could be read
  articles -- articles of the site
FROM counted CROSS JOIN (
  SELECT 'published_at' AS name UNION ALL SELECT 'byline' UNION ALL SELECT 'author_initials'
  UNION ALL SELECT 'author_name' UNION ALL SELECT 'source_credit' UNION ALL SELECT 'lead'
  UNION ALL SELECT 'body' UNION ALL SELECT 'section' UNION ALL SELECT 'captions') AS field;

-- Every caption with its image and its article.
CREATE VIEW captions AS
SELECT articles.id AS article_id, -- its row in `articles`
  articles.site AS site, -- the site's name
  articles.published_at AS published_at, -- of the article
  articles.title AS title, -- of the article
  articles.url AS article_url, -- of the article
  images.position AS position, -- 1 is the first image of the article
  images.url AS image_url, -- full size, canonical
  images.caption AS caption, -- the words under the image
  images.credit AS credit -- who made the image, where the caption says so
FROM images JOIN articles ON articles.id = images.article_id
WHERE images.caption IS NOT NULL;
