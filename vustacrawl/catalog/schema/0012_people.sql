-- Who stands behind initials, on each site: read from bylines that show both, or said by an archivist in the
-- workspace's `authors.csv`.
CREATE TABLE author_names (
  site TEXT NOT NULL REFERENCES sites (name), -- where the initials are used
  initials TEXT NOT NULL,           -- in capitals, without dots and spaces
  name TEXT NOT NULL,               -- the person's name
  known_by TEXT NOT NULL CHECK (known_by IN ('bylines', 'archivist')), -- who says so
  evidence TEXT NOT NULL CHECK (json_valid(evidence)), -- JSON: addresses of articles whose bylines show both
  PRIMARY KEY (site, initials)
) STRICT, WITHOUT ROWID;

-- Who writes on each site, a row a person; initials that nobody is known for stand for themselves.
CREATE VIEW authors AS
SELECT articles.site AS site, -- the site's name
  coalesce(article_authors.name, author_names.name) AS name, -- the person's name; empty where only initials are known
  max(article_authors.initials) AS initials, -- as printed in some of the articles
  count(DISTINCT articles.id) AS articles, -- how many they signed, alone or with others
  min(substr(published_at, 1, 10)) AS first_day, -- the first of them
  max(substr(published_at, 1, 10)) AS last_day, -- the newest of them
  max(author_names.known_by) AS known_by, -- who says whose initials they are: bylines or an archivist
  max(author_names.evidence) AS evidence -- JSON: articles whose bylines show initials and name
FROM article_authors JOIN articles ON articles.id = article_id
LEFT JOIN author_names ON author_names.site = articles.site
  AND author_names.initials = upper(replace(replace(article_authors.initials, '.', ''), ' ', ''))
WHERE article_authors.name IS NOT NULL OR article_authors.initials IS NOT NULL
GROUP BY articles.site, coalesce(article_authors.name, author_names.name, article_authors.initials);
