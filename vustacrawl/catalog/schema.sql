-- The catalog of vustacrawl 0.1.0: one SQLite file.
--
-- A comment above a table or view describes it, a comment at the end of a line its column; the data dictionary
-- (docs/data-dictionary.md) is made from them. Released states are never edited: what comes after 0.1.0 is a numbered
-- file in catalog/migrations/.
--
-- Times are ISO 8601 text. Those of the crawl are UTC with `Z`; columns of type REAL hold Unix time in seconds.

-- Members, sites and crawls

-- The member organizations of the federation whose sites were crawled or imported, one per row.
CREATE TABLE members (
  name TEXT PRIMARY KEY, -- the organization's name
  abbreviation TEXT, -- its short name; several members may share one
  kind TEXT NOT NULL CHECK (kind IN ('local', 'national', 'media', 'unit')), -- `local`: the union of a province
  province TEXT, -- of a local union: the province, by the borders before 1 July 2025
  province_2025 TEXT -- the province it belongs to since 1 July 2025
) STRICT;

-- The sites that were crawled or imported, one per row.
CREATE TABLE sites (
  name TEXT PRIMARY KEY, -- the profile's name, as in `vustacrawl crawl NAME`
  title TEXT NOT NULL, -- the association's name
  url TEXT NOT NULL, -- its home page
  member TEXT REFERENCES members (name), -- the member organization whose site it is, where the directory knows it
  family TEXT NOT NULL, -- the CMS family that reads its pages
  language TEXT NOT NULL, -- the language of its articles unless a page says otherwise (BCP 47)
  timezone TEXT NOT NULL, -- the time zone of the dates its pages print (IANA)
  former_hosts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(former_hosts)), -- JSON: hosts where it used to be (without `www.`)
  quiet_until REAL, -- Unix time until which the site asked for a pause
  pushbacks INTEGER NOT NULL DEFAULT 0 -- how often in a row it was throttled (403, 429, 503)
) STRICT;

-- Every run that added pages, one per site and run: a crawl, an import, a recovery from other archives, a reparse.
CREATE TABLE crawls (
  id INTEGER PRIMARY KEY, -- number of the run
  site TEXT NOT NULL REFERENCES sites (name), -- the site that was visited
  kind TEXT NOT NULL DEFAULT 'crawl' CHECK (kind IN ('crawl', 'import', 'recover', 'reparse')), -- what the run did
  started_at TEXT NOT NULL CHECK (started_at GLOB '????-??-??T??:??:??*Z'), -- when it began (UTC)
  since TEXT, -- YYYY-MM-DD if the crawl skipped articles published before
  selection TEXT, -- the options that limited it to some URLs, e.g. `--again --failed`; empty for a crawl of all that was due
  finished_at TEXT CHECK (finished_at GLOB '????-??-??T??:??:??*Z'), -- empty while it runs, or when it was killed (UTC)
  outcome TEXT CHECK (outcome IN ('finished', 'limit', 'interrupted', 'failed')), -- why it ended
  reason TEXT, -- what made it fail, or why a site was given up
  requests INTEGER, -- requests sent, for robots.txt too
  pages INTEGER NOT NULL DEFAULT 0 CHECK (pages >= 0), -- responses received
  bytes INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0), -- of decoded payload
  added INTEGER NOT NULL DEFAULT 0 CHECK (added >= 0), -- articles seen for the first time
  changed INTEGER NOT NULL DEFAULT 0 CHECK (changed >= 0), -- articles that changed
  gone INTEGER, -- articles found to be gone
  problems INTEGER NOT NULL DEFAULT 0 CHECK (problems >= 0), -- rows written to `problems`
  pushed_back INTEGER, -- responses by which the site throttled the crawl
  software TEXT NOT NULL -- name and version of the crawler
) STRICT;
CREATE INDEX crawls_by_site ON crawls (site, started_at);

-- The archive

-- The files of the archive.
CREATE TABLE warc_files (
  name TEXT PRIMARY KEY, -- in the workspace's folder `warc`
  site TEXT REFERENCES sites (name), -- whose captures it holds; empty for an imported file, which may hold several sites'
  crawl_id INTEGER REFERENCES crawls (id), -- the crawl or import that added it
  length INTEGER CHECK (length >= 0), -- bytes; empty while it grows
  sha256 TEXT CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'), -- hex, of the finished file; empty while it grows
  stored_at TEXT CHECK (stored_at GLOB '????-??-??T??:??:??*Z') -- when it was put into the object store (UTC)
) STRICT, WITHOUT ROWID;

-- Every response that was received, with its place in the archive.
CREATE TABLE captures (
  id INTEGER PRIMARY KEY, -- number of the capture
  site TEXT NOT NULL REFERENCES sites (name), -- the site it was requested for
  crawl_id INTEGER REFERENCES crawls (id), -- the run that added it
  url TEXT NOT NULL, -- the address that was requested, canonical
  fetched_at TEXT NOT NULL CHECK (fetched_at GLOB '????-??-??T??:??:??*Z'), -- when the response was received (UTC)
  status INTEGER NOT NULL CHECK (status BETWEEN 100 AND 999), -- HTTP status
  content_type TEXT, -- as the server gave it
  length INTEGER NOT NULL CHECK (length >= 0), -- bytes of decoded payload
  digest TEXT NOT NULL CHECK (digest GLOB 'sha256:*'), -- sha256 of the decoded payload
  truncated TEXT, -- why the response is incomplete: length, time, disconnect, unspecified
  warc_file TEXT REFERENCES warc_files (name), -- the file that holds its record
  warc_offset INTEGER, -- where the record begins in the file, in bytes
  warc_length INTEGER, -- its compressed length in bytes
  record_id TEXT, -- its WARC-Record-ID
  payload_digest TEXT, -- its WARC-Payload-Digest, over the body as received
  original_id INTEGER REFERENCES captures (id), -- for a revisit: the capture that holds the payload
  found_in TEXT, -- the host of the other archive that it was recovered from; empty for a response of the site itself
  CHECK (warc_offset >= 0 AND warc_length > 0)
) STRICT;
CREATE INDEX captures_by_url ON captures (url, fetched_at);
CREATE INDEX captures_by_crawl ON captures (crawl_id, fetched_at);
CREATE INDEX captures_by_record ON captures (record_id);
CREATE INDEX captures_by_file ON captures (warc_file, warc_offset);
CREATE INDEX captures_found ON captures (site, url) WHERE found_in IS NOT NULL;

-- Articles

-- The newest version of each article, one per row. Nothing is ever deleted: an article that its site removed has `gone_at`.
CREATE TABLE articles (
  id INTEGER PRIMARY KEY, -- number of the article in this file; another file may number it differently, its `url` stays
  site TEXT NOT NULL REFERENCES sites (name), -- the site that published it
  native_id TEXT, -- the article's number in the site's own address, where it has one
  url TEXT NOT NULL UNIQUE, -- canonical URL
  public_id TEXT NOT NULL UNIQUE, -- its id in links and citations: `SITE/NUMBER`, or the site and a digest of its first URL; stays the same in a catalog rebuilt from the archive
  title TEXT NOT NULL CHECK (title <> ''), -- the headline
  published_at TEXT CHECK (published_at GLOB '????-??-??' OR published_at GLOB '????-??-??T??:??:??[+-]??:??'), -- with the site's offset; a date alone where the page prints no time
  published_raw TEXT, -- the date line as printed
  author_initials TEXT, -- as printed, e.g. HT
  author_name TEXT, -- a full name, as printed
  byline TEXT, -- the whole byline, as printed
  source_credit TEXT, -- the source that the page names
  photo_credit TEXT, -- the photographer, if the byline names one
  lead TEXT, -- the paragraph that opens the article, where it is marked as one
  body TEXT NOT NULL, -- the paragraphs after the lead, a blank line between two
  captions TEXT, -- the captions of its images, one per line
  section TEXT, -- the site's own section
  language TEXT, -- BCP 47
  word_count INTEGER NOT NULL CHECK (word_count >= 0), -- of lead and body, split at white space
  content_hash TEXT NOT NULL CHECK (length(content_hash) = 64 AND content_hash NOT GLOB '*[^0-9a-f]*'), -- sha256 over the words of lead and body: equal texts have equal hashes
  record_hash TEXT NOT NULL CHECK (length(record_hash) = 64 AND record_hash NOT GLOB '*[^0-9a-f]*'), -- sha256 over every field that was read: changes when any of them changes
  found_by TEXT NOT NULL CHECK (json_valid(found_by)), -- JSON: for each field the source that gave it, or why none did
  parser TEXT NOT NULL, -- name and version of the parser
  first_seen_at TEXT NOT NULL CHECK (first_seen_at GLOB '????-??-??T??:??:??*Z'), -- first capture with this article (UTC)
  last_seen_at TEXT NOT NULL CHECK (last_seen_at GLOB '????-??-??T??:??:??*Z'), -- newest capture with this article (UTC)
  changed_at TEXT CHECK (changed_at GLOB '????-??-??T??:??:??*Z'), -- newest capture that changed the article (UTC)
  gone_at TEXT CHECK (gone_at GLOB '????-??-??T??:??:??*Z'), -- when the article was found to be gone from its site (UTC)
  updated_at TEXT CHECK (updated_at GLOB '????-??-??T??:??:??*Z'), -- when this row, or anything that belongs to the article, was last changed (UTC)
  capture_id INTEGER REFERENCES captures (id), -- the capture that these values come from
  text_words INTEGER GENERATED ALWAYS AS (word_count + length(title) - length(replace(title, ' ', '')) + 1 + coalesce(length(captions) - length(replace(replace(captions, ' ', ''), char(10), '')) + 1, 0) + coalesce(length(byline) - length(replace(byline, ' ', '')) + 1, 0)) VIRTUAL, -- of all its texts: title, lead, body, captions and byline
  number INTEGER GENERATED ALWAYS AS (iif(native_id GLOB '[0-9]*' AND native_id NOT GLOB '*[^0-9]*' AND length(native_id) <= 15, CAST(native_id AS INTEGER), NULL)) VIRTUAL, -- `native_id` where it is a number
  search_key INTEGER GENERATED ALWAYS AS ((CAST(replace(ifnull(substr(published_at, 1, 10), '0'), '-', '') AS INTEGER) << 32) | id) VIRTUAL -- its rowid in the search indexes: begins with the day, so the newest come first
) STRICT;
CREATE UNIQUE INDEX articles_by_native_id ON articles (site, native_id) WHERE native_id IS NOT NULL;
CREATE INDEX articles_by_id ON articles (id, site, published_at);
CREATE INDEX articles_by_search_key ON articles (search_key, site, section, author_name, author_initials);
CREATE INDEX articles_by_date ON articles (published_at);
CREATE INDEX articles_by_site_and_date ON articles (site, published_at, section, author_name, author_initials);
CREATE INDEX articles_by_first_seen ON articles (site, first_seen_at);
CREATE INDEX articles_by_author ON articles (author_initials, site);
CREATE INDEX articles_by_author_name ON articles (author_name, published_at) WHERE author_name IS NOT NULL;
CREATE INDEX articles_by_section ON articles (section, site, published_at);
CREATE INDEX articles_by_content ON articles (content_hash);
CREATE INDEX articles_by_update ON articles (updated_at);
CREATE INDEX articles_changed ON articles (site, changed_at) WHERE changed_at IS NOT NULL;
CREATE INDEX articles_gone ON articles (site, gone_at) WHERE gone_at IS NOT NULL;

-- Every address of an article.
CREATE TABLE article_urls (
  url TEXT PRIMARY KEY, -- every address under which the article was found, canonical
  article_id INTEGER NOT NULL REFERENCES articles (id) -- the article
) STRICT;
CREATE INDEX article_urls_by_article ON article_urls (article_id);

-- The text of the articles after their leads, block by block.
CREATE TABLE paragraphs (
  article_id INTEGER NOT NULL REFERENCES articles (id), -- the article
  position INTEGER NOT NULL CHECK (position >= 1), -- 1 is the first after the lead
  kind TEXT NOT NULL CHECK (kind IN ('paragraph', 'heading', 'quote', 'list_item', 'verse', 'table', 'question', 'answer')), -- what it is in the page
  text TEXT NOT NULL, -- NFC, one space between words, no markup
  cells TEXT CHECK (cells IS NULL OR json_valid(cells)), -- of a table: JSON, rows of cells
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

-- The images of the articles, with their captions and positions in the text.
CREATE TABLE images (
  article_id INTEGER NOT NULL REFERENCES articles (id), -- the article
  position INTEGER NOT NULL CHECK (position >= 1), -- 1 is the first of the article
  after_paragraph INTEGER NOT NULL CHECK (after_paragraph >= 0), -- the position of the paragraph before it; 0 is above all
  url TEXT NOT NULL, -- full size, canonical
  alt TEXT, -- as in the page
  caption TEXT, -- the text below the image
  credit TEXT, -- the photographer, if the caption names one
  sha256 TEXT CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'), -- hex, of the archived image
  width INTEGER CHECK (width > 0), -- pixels, of the archived image
  height INTEGER CHECK (height > 0), -- pixels, of the archived image
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX images_by_url ON images (url);

-- Who signed an article, in the order of its byline.
CREATE TABLE article_authors (
  article_id INTEGER NOT NULL REFERENCES articles (id), -- the article
  position INTEGER NOT NULL CHECK (position >= 1), -- order in the byline
  name TEXT, -- a full name, as printed
  initials TEXT, -- as printed, e.g. HT
  role TEXT, -- role according to the byline, e.g. Tin, ảnh
  unit TEXT, -- office or organization after the name
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_authors_by_name ON article_authors (name);
CREATE INDEX article_authors_by_initials ON article_authors (initials);

-- Documents attached to articles.
CREATE TABLE files (
  article_id INTEGER NOT NULL REFERENCES articles (id), -- the article
  position INTEGER NOT NULL CHECK (position >= 1), -- order in the page
  url TEXT NOT NULL, -- of the attached document
  title TEXT, -- the text of its link
  sha256 TEXT CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'), -- hex, of the archived document
  length INTEGER CHECK (length >= 0), -- bytes, of the archived document
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX files_by_url ON files (url);

-- The persons behind each printed name, without titles and capitals; a byline that names two (`A/B`) has two rows.
CREATE TABLE person_names (
  printed TEXT NOT NULL, -- a name as in `article_authors.name` or `author_names.name`
  position INTEGER NOT NULL CHECK (position >= 1), -- 1 for the first person that it names
  name TEXT NOT NULL, -- the person's name without titles
  person TEXT NOT NULL, -- the same in lower case and modern spelling: equal for all forms of a person's name
  PRIMARY KEY (printed, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_names_by_person ON person_names (person);

-- The keywords that the sites gave their articles.
CREATE TABLE tags (
  article_id INTEGER NOT NULL REFERENCES articles (id), -- the article
  position INTEGER NOT NULL CHECK (position >= 1), -- order in the page
  tag TEXT NOT NULL, -- as printed
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_tag ON tags (tag);

-- Earlier versions of articles that changed, and what changed.
CREATE TABLE article_versions (
  article_id INTEGER NOT NULL REFERENCES articles (id), -- the article
  version INTEGER NOT NULL CHECK (version >= 1), -- 1 is the first; the newest version is in `articles`
  seen_at TEXT NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??*Z'), -- first capture with this version (UTC)
  replaced_at TEXT NOT NULL CHECK (replaced_at GLOB '????-??-??T??:??:??*Z'), -- first capture with the next version (UTC)
  changed TEXT NOT NULL CHECK (json_valid(changed)), -- JSON: the fields that the next version changed
  record TEXT NOT NULL CHECK (json_valid(record)), -- JSON: the whole article as it was
  cause TEXT NOT NULL DEFAULT 'site' CHECK (cause IN ('site', 'parser')), -- what changed the next version: the site's page or the parser
  parser TEXT NOT NULL, -- name and version of the parser
  capture_id INTEGER REFERENCES captures (id), -- the capture that this version comes from
  PRIMARY KEY (article_id, version)
) STRICT, WITHOUT ROWID;

-- Reposts: articles that repeat an earlier one, completely or nearly. An original has no row as a repost.
CREATE TABLE duplicates (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id), -- the repost
  of INTEGER NOT NULL REFERENCES articles (id), -- the earliest publication of the same text
  kind TEXT NOT NULL CHECK (kind IN ('exact', 'near')), -- `exact`: the words of lead and body are the same; `near`: most of them are
  similarity REAL NOT NULL CHECK (similarity BETWEEN 0 AND 1), -- Jaccard similarity of their runs of five words: 1 for the same text, at least 0.3
  CHECK (article_id <> of)
) STRICT;
CREATE INDEX duplicates_by_original ON duplicates (of);

-- The MinHash bands by which near-duplicates are found. Only useful to vustacrawl itself.
CREATE TABLE article_bands (
  band INTEGER NOT NULL, -- hash of a part of the text's MinHash signature: near-duplicates share some
  article_id INTEGER NOT NULL REFERENCES articles (id), -- the article
  PRIMARY KEY (band, article_id)
) STRICT, WITHOUT ROWID;

-- Whose initials are whose, site by site.
CREATE TABLE author_names (
  site TEXT NOT NULL REFERENCES sites (name), -- where the initials are used
  initials TEXT NOT NULL, -- in capitals, without dots and spaces
  name TEXT NOT NULL, -- the person's name
  known_by TEXT NOT NULL CHECK (known_by IN ('bylines', 'archivist')), -- source of the name
  evidence TEXT NOT NULL CHECK (json_valid(evidence)), -- JSON: addresses of articles whose bylines show both
  PRIMARY KEY (site, initials)
) STRICT, WITHOUT ROWID;

-- The state of the crawl

-- Every address that was seen: when it is due next, or why it is not fetched.
CREATE TABLE frontier (
  url TEXT PRIMARY KEY, -- canonical URL
  site TEXT NOT NULL REFERENCES sites (name), -- the site whose profile it belongs to
  kind TEXT NOT NULL CHECK (kind IN ('listing', 'article', 'feed', 'sitemap', 'image', 'file')), -- expected kind of page
  state TEXT NOT NULL CHECK (state IN ('due', 'leased', 'done', 'failed', 'skipped')), -- `leased`: a crawl is fetching it; `skipped`: it will not be fetched, `reason` says why
  next_due REAL, -- Unix time; empty where no visit is planned
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0), -- failed visits since the last successful one
  crawl_id INTEGER REFERENCES crawls (id), -- the crawl that holds the lease, or that visited last
  via TEXT, -- where the address was first found; empty for the profile's own
  hinted_at TEXT, -- the date that a listing, feed or sitemap gave for it
  redirects_to TEXT, -- the address it redirected to
  etag TEXT, -- validator of the last response
  last_modified TEXT, -- validator of the last response
  digest TEXT, -- payload digest of the last response
  last_status INTEGER, -- HTTP status of the last response
  reason TEXT, -- why it failed or was skipped
  missing_since REAL, -- Unix time of the first 404 or 410 in a row
  discovered_at TEXT NOT NULL CHECK (discovered_at GLOB '????-??-??T??:??:??*Z'), -- when the address was first seen (UTC)
  visited_at TEXT CHECK (visited_at GLOB '????-??-??T??:??:??*Z') -- last response (UTC)
) STRICT;
CREATE INDEX frontier_due ON frontier (site, state, next_due);
CREATE INDEX frontier_articles ON frontier (site, url) WHERE kind = 'article';
CREATE INDEX frontier_via ON frontier (via);
CREATE INDEX frontier_redirects ON frontier (redirects_to) WHERE redirects_to IS NOT NULL;
CREATE INDEX frontier_redirects_of_site ON frontier (site) WHERE redirects_to IS NOT NULL;
CREATE INDEX frontier_retries ON frontier (site, reason) WHERE state = 'due' AND attempts > 0;
CREATE INDEX frontier_without_copy ON frontier (site) WHERE last_status = 304 AND digest IS NULL;
CREATE INDEX frontier_starting_points ON frontier (site, kind) WHERE via IS NULL;

-- Problems, one per row: pages that could not be fetched, read, validated or stored.
CREATE TABLE problems (
  id INTEGER PRIMARY KEY, -- number of the problem
  site TEXT NOT NULL REFERENCES sites (name), -- the site
  crawl_id INTEGER REFERENCES crawls (id), -- the run that found it
  url TEXT NOT NULL, -- the address it is about
  stage TEXT NOT NULL CHECK (stage IN ('fetch', 'archive', 'parse', 'validate', 'drift')), -- where it happened
  reason TEXT NOT NULL, -- what was wrong: the same phrase for every page with this problem
  detail TEXT, -- what is specific to this case: an address, a number, an error's message
  seen_at TEXT NOT NULL CHECK (seen_at GLOB '????-??-??T??:??:??*Z') -- when it happened (UTC)
) STRICT;
CREATE INDEX problems_by_site ON problems (site, seen_at);
CREATE INDEX problems_by_url ON problems (url);

-- Which source gave each field, counted per crawl: how a change of a site's layout is noticed.
CREATE TABLE field_sources (
  crawl_id INTEGER NOT NULL REFERENCES crawls (id), -- the crawl
  field TEXT NOT NULL, -- title, published_at, byline, lead, paragraphs, captions, section, tags
  source TEXT NOT NULL, -- the source that gave it; `none` if none did
  pages INTEGER NOT NULL CHECK (pages >= 0), -- how many of the crawl's article pages
  PRIMARY KEY (crawl_id, field, source)
) STRICT, WITHOUT ROWID;

-- Other archives

-- Captures of the sites' articles that other archives list, and of the images and files of those that were recovered;
-- `vustacrawl recover` fetches them.
CREATE TABLE found_captures (
  id INTEGER PRIMARY KEY, -- number of the row
  site TEXT NOT NULL REFERENCES sites (name), -- the site
  source TEXT NOT NULL, -- which source lists it: `wayback`, `commoncrawl`, or the address of an index
  url TEXT NOT NULL, -- canonical URL
  original_url TEXT NOT NULL, -- the address as the archive writes it
  captured_at TEXT NOT NULL CHECK (captured_at GLOB '????-??-??T??:??:??*Z'), -- when the archive captured it (UTC)
  status INTEGER, -- HTTP status; empty where the archive lists none, as for a revisit
  digest TEXT, -- digest of the payload, as the archive lists it
  place TEXT NOT NULL, -- its address at the archive; in a WARC file, followed by # and the byte range of its record
  state TEXT NOT NULL DEFAULT 'listed' CHECK (state IN ('listed', 'recovered', 'refused', 'failed')), -- `refused`: not the page as it was; `failed`: to be tried again
  reason TEXT, -- why it was refused or failed
  kind TEXT NOT NULL DEFAULT 'article' CHECK (kind IN ('article', 'image', 'file')), -- images and files have the time of their article
  UNIQUE (site, url, captured_at, source, original_url)
) STRICT;

-- How far the indexes of other archives have been read, so that a stopped `recover` resumes.
CREATE TABLE archive_listings (
  site TEXT NOT NULL REFERENCES sites (name), -- the site
  source TEXT NOT NULL, -- as in `found_captures`
  query TEXT NOT NULL, -- what was queried: a host, or a host in one of several indexes
  resume TEXT, -- where to continue; empty once it was read to its end
  listed_at TEXT NOT NULL CHECK (listed_at GLOB '????-??-??T??:??:??*Z'), -- latest response (UTC)
  captures INTEGER NOT NULL DEFAULT 0, -- captures listed, of all pages
  PRIMARY KEY (site, source, query)
) STRICT, WITHOUT ROWID;

-- Links in the texts of articles to other sites, as `vustacrawl recover --outlinks` last read them.
CREATE TABLE outlinks (
  article_id INTEGER NOT NULL REFERENCES articles (id), -- the article
  url TEXT NOT NULL, -- where the link leads, canonical
  PRIMARY KEY (article_id, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX outlinks_by_url ON outlinks (url);

-- The results of the latest checks of the addresses in `outlinks`.
CREATE TABLE outlink_checks (
  url TEXT PRIMARY KEY, -- as in `outlinks`
  checked_at TEXT NOT NULL CHECK (checked_at GLOB '????-??-??T??:??:??*Z'), -- when it was requested (UTC)
  outcome TEXT NOT NULL CHECK (outcome IN ('works', 'moved', 'home page', 'not found', 'error', 'no response', 'no such host', 'refused', 'not asked')), -- `moved`, `home page`: redirected to another address, or to a home page; `refused`: HTTP 401, 403 or 429; `not asked`: robots.txt, or a private address, forbids it
  reason TEXT, -- the HTTP status, or why there was no response
  redirects_to TEXT -- the address that it redirected to
) STRICT, WITHOUT ROWID;

-- Counts, kept by triggers: counting a million articles would be too slow for a web page

-- Articles of each site by month of publication, and in how many of them each field could be read; kept by triggers.
CREATE TABLE month_counts (
  site TEXT NOT NULL REFERENCES sites (name), -- the site's name
  month TEXT NOT NULL, -- YYYY-MM of publication, as printed; empty for articles without a date
  articles INTEGER NOT NULL, -- how many were published in it, reposts included
  byline INTEGER NOT NULL, -- in how many of them a byline could be read
  author_initials INTEGER NOT NULL, -- likewise the author's initials
  author_name INTEGER NOT NULL, -- likewise the author's name
  source_credit INTEGER NOT NULL, -- likewise a named source
  lead INTEGER NOT NULL, -- likewise a lead
  body INTEGER NOT NULL, -- likewise a text after the lead
  section INTEGER NOT NULL, -- likewise the section
  captions INTEGER NOT NULL, -- likewise a caption
  words INTEGER NOT NULL, -- of all their texts together
  PRIMARY KEY (site, month)
) STRICT, WITHOUT ROWID;

-- Articles of all sites together by day of publication; kept by triggers.
CREATE TABLE day_counts (
  day TEXT PRIMARY KEY, -- YYYY-MM-DD of publication, as printed
  articles INTEGER NOT NULL -- how many all sites published on it, reposts included
) STRICT, WITHOUT ROWID;

-- Signatures in the bylines of each site; kept by triggers.
CREATE TABLE author_counts (
  site TEXT NOT NULL REFERENCES sites (name), -- the site's name
  author TEXT NOT NULL, -- as printed: the name, else the initials
  is_name INTEGER NOT NULL, -- 1 for a name, 0 for initials
  signatures INTEGER NOT NULL, -- how often bylines of the site show it
  PRIMARY KEY (site, author, is_name)
) STRICT, WITHOUT ROWID;

-- Articles of each site and section by year of publication; kept by triggers.
CREATE TABLE section_counts (
  section TEXT NOT NULL, -- the site's own section
  site TEXT NOT NULL, -- the site's name
  year TEXT NOT NULL, -- YYYY of publication, as printed; empty for articles without a date
  articles INTEGER NOT NULL, -- how many, reposts included
  PRIMARY KEY (section, site, year)
) STRICT, WITHOUT ROWID;

-- Articles with each tag; kept by triggers.
CREATE TABLE tag_counts (
  tag TEXT PRIMARY KEY, -- as printed
  articles INTEGER NOT NULL -- how often articles have it
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_counts_by_articles ON tag_counts (articles);

-- The article numbers of each site, sixty per row: their gaps are found without reading every article; kept by triggers.
CREATE TABLE article_numbers (
  site TEXT NOT NULL REFERENCES sites (name), -- the site's name
  sixty INTEGER NOT NULL, -- the first of these numbers, divided by 60
  numbers INTEGER NOT NULL, -- a bit for each, the lowest for the last: 1 if an article has the number
  PRIMARY KEY (site, sixty)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER count_article AFTER INSERT ON articles BEGIN
  INSERT INTO month_counts VALUES (
    new.site, coalesce(substr(new.published_at, 1, 7), ''), 1, new.byline IS NOT NULL,
    new.author_initials IS NOT NULL, new.author_name IS NOT NULL, new.source_credit IS NOT NULL,
    new.lead IS NOT NULL, new.body <> '', new.section IS NOT NULL, new.captions IS NOT NULL, new.text_words)
  ON CONFLICT DO UPDATE SET articles = articles + 1, byline = byline + excluded.byline,
    author_initials = author_initials + excluded.author_initials, author_name = author_name + excluded.author_name,
    source_credit = source_credit + excluded.source_credit, lead = lead + excluded.lead, body = body + excluded.body,
    section = section + excluded.section, captions = captions + excluded.captions, words = words + excluded.words;
  INSERT INTO day_counts SELECT substr(new.published_at, 1, 10), 1 WHERE new.published_at IS NOT NULL
  ON CONFLICT DO UPDATE SET articles = articles + 1;
  DELETE FROM phrase_counts WHERE month = substr(new.published_at, 1, 7);
END;
CREATE TRIGGER uncount_article AFTER DELETE ON articles BEGIN
  UPDATE month_counts SET articles = articles - 1, byline = byline - (old.byline IS NOT NULL),
    author_initials = author_initials - (old.author_initials IS NOT NULL),
    author_name = author_name - (old.author_name IS NOT NULL),
    source_credit = source_credit - (old.source_credit IS NOT NULL), lead = lead - (old.lead IS NOT NULL),
    body = body - (old.body <> ''), section = section - (old.section IS NOT NULL),
    captions = captions - (old.captions IS NOT NULL), words = words - old.text_words
  WHERE site = old.site AND month = coalesce(substr(old.published_at, 1, 7), '');
  UPDATE day_counts SET articles = articles - 1 WHERE day = substr(old.published_at, 1, 10);
  DELETE FROM phrase_counts WHERE month = substr(old.published_at, 1, 7);
END;
CREATE TRIGGER recount_article AFTER UPDATE OF site, published_at, byline, author_initials, author_name,
  source_credit, title, lead, body, section, captions ON articles
WHEN (old.site, old.published_at, old.text_words, old.byline IS NULL, old.author_initials IS NULL, old.author_name IS NULL,
    old.source_credit IS NULL, old.lead IS NULL, old.body = '', old.section IS NULL, old.captions IS NULL)
  IS NOT (new.site, new.published_at, new.text_words, new.byline IS NULL, new.author_initials IS NULL, new.author_name IS NULL,
    new.source_credit IS NULL, new.lead IS NULL, new.body = '', new.section IS NULL, new.captions IS NULL)
BEGIN
  UPDATE month_counts SET articles = articles - 1, byline = byline - (old.byline IS NOT NULL),
    author_initials = author_initials - (old.author_initials IS NOT NULL),
    author_name = author_name - (old.author_name IS NOT NULL),
    source_credit = source_credit - (old.source_credit IS NOT NULL), lead = lead - (old.lead IS NOT NULL),
    body = body - (old.body <> ''), section = section - (old.section IS NOT NULL),
    captions = captions - (old.captions IS NOT NULL), words = words - old.text_words
  WHERE site = old.site AND month = coalesce(substr(old.published_at, 1, 7), '');
  UPDATE day_counts SET articles = articles - 1 WHERE day = substr(old.published_at, 1, 10);
  INSERT INTO month_counts VALUES (
    new.site, coalesce(substr(new.published_at, 1, 7), ''), 1, new.byline IS NOT NULL,
    new.author_initials IS NOT NULL, new.author_name IS NOT NULL, new.source_credit IS NOT NULL,
    new.lead IS NOT NULL, new.body <> '', new.section IS NOT NULL, new.captions IS NOT NULL, new.text_words)
  ON CONFLICT DO UPDATE SET articles = articles + 1, byline = byline + excluded.byline,
    author_initials = author_initials + excluded.author_initials, author_name = author_name + excluded.author_name,
    source_credit = source_credit + excluded.source_credit, lead = lead + excluded.lead, body = body + excluded.body,
    section = section + excluded.section, captions = captions + excluded.captions, words = words + excluded.words;
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

CREATE TRIGGER count_section AFTER INSERT ON articles WHEN new.section IS NOT NULL BEGIN
  INSERT INTO section_counts VALUES (new.section, new.site, coalesce(substr(new.published_at, 1, 4), ''), 1)
  ON CONFLICT DO UPDATE SET articles = articles + 1;
END;
CREATE TRIGGER uncount_section AFTER DELETE ON articles WHEN old.section IS NOT NULL BEGIN
  UPDATE section_counts SET articles = articles - 1
  WHERE section = old.section AND site = old.site AND year = coalesce(substr(old.published_at, 1, 4), '');
END;
CREATE TRIGGER recount_section AFTER UPDATE OF site, published_at, section ON articles
WHEN (old.site, substr(old.published_at, 1, 4), old.section) IS NOT (new.site, substr(new.published_at, 1, 4), new.section)
BEGIN
  UPDATE section_counts SET articles = articles - 1
  WHERE section = old.section AND site = old.site AND year = coalesce(substr(old.published_at, 1, 4), '');
  INSERT INTO section_counts
  SELECT new.section, new.site, coalesce(substr(new.published_at, 1, 4), ''), 1 WHERE new.section IS NOT NULL
  ON CONFLICT DO UPDATE SET articles = articles + 1;
END;
CREATE TRIGGER count_number AFTER INSERT ON articles WHEN new.number IS NOT NULL BEGIN
  INSERT INTO article_numbers VALUES (new.site, new.number / 60, 1 << (59 - new.number % 60))
  ON CONFLICT DO UPDATE SET numbers = numbers | excluded.numbers;
END;
CREATE TRIGGER uncount_number AFTER DELETE ON articles WHEN old.number IS NOT NULL BEGIN
  UPDATE article_numbers SET numbers = numbers & ~(1 << (59 - old.number % 60))
  WHERE site = old.site AND sixty = old.number / 60;
END;
CREATE TRIGGER recount_number AFTER UPDATE OF site, native_id ON articles
WHEN (old.site, old.number) IS NOT (new.site, new.number)
BEGIN
  UPDATE article_numbers SET numbers = numbers & ~(1 << (59 - old.number % 60))
  WHERE site = old.site AND sixty = old.number / 60;
  INSERT INTO article_numbers
  SELECT new.site, new.number / 60, 1 << (59 - new.number % 60) WHERE new.number IS NOT NULL
  ON CONFLICT DO UPDATE SET numbers = numbers | excluded.numbers;
END;
CREATE TRIGGER count_tag AFTER INSERT ON tags BEGIN
  INSERT INTO tag_counts VALUES (new.tag, 1) ON CONFLICT DO UPDATE SET articles = articles + 1;
END;
CREATE TRIGGER uncount_tag AFTER DELETE ON tags BEGIN
  UPDATE tag_counts SET articles = articles - 1 WHERE tag = old.tag;
END;

-- Phrases, by which a search joins syllables into words

-- Frequent phrases of the catalog's own texts: two to four syllables that occur side by side more often than by chance. Counted over a sample of the articles, again when the catalog has doubled.
CREATE TABLE phrases (
  phrase TEXT PRIMARY KEY, -- in lower case, without marks
  spelling TEXT NOT NULL, -- in lower case, with the marks that it has most often
  articles INTEGER NOT NULL CHECK (articles > 0) -- how many articles of the sample have it
) STRICT, WITHOUT ROWID;

-- The sample in which the phrases were counted: one row, none before the first count.
CREATE TABLE phrase_sample (
  id INTEGER PRIMARY KEY CHECK (id = 1), -- always 1
  articles INTEGER NOT NULL, -- how many articles the catalog had
  sampled INTEGER NOT NULL -- how many of them were read
) STRICT;

-- Words and phrases whose words are each in so many articles that a trend of them takes long to count in the search index; chosen from the sample.
CREATE TABLE frequent_phrases (
  phrase TEXT PRIMARY KEY, -- in lower case, without marks
  articles INTEGER NOT NULL -- how many articles of the sample have it: the most frequent are counted first
) STRICT, WITHOUT ROWID;

-- Articles of each month with a frequent phrase. Triggers delete a month's counts when an article of the month comes, changes or goes; they are counted again after a crawl.
CREATE TABLE phrase_counts (
  month TEXT NOT NULL, -- YYYY-MM of publication, as printed
  phrase TEXT NOT NULL, -- in lower case, without marks
  articles INTEGER NOT NULL, -- how many articles have it, reposts included
  PRIMARY KEY (month, phrase)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER forget_phrases AFTER UPDATE OF site, published_at, title, lead, body, captions, byline ON articles
WHEN (old.site, old.published_at, old.title, old.lead, old.body, old.captions, old.byline)
  IS NOT (new.site, new.published_at, new.title, new.lead, new.body, new.captions, new.byline)
BEGIN
  DELETE FROM phrase_counts WHERE month IN (substr(old.published_at, 1, 7), substr(new.published_at, 1, 7));
END;

-- Full-text search: FTS5 indexes without text of their own, kept by triggers

-- The input of `articles_fts` and `titles_fts`. The letters replaced are those of `catalog/search/words.py`.
CREATE VIEW fold_articles AS
SELECT search_key, -- its rowid in the search indexes
  replace(replace(replace(replace(replace(replace(replace(title, 'đ', 'd'), 'Đ', 'D'), 'ð', 'd'), 'Ð', 'D'), '²', '2'), '³', '3'), '₂', '2') AS title, -- with đ written d, and m² written m2, as in all texts here
  replace(replace(replace(replace(replace(replace(replace(lead, 'đ', 'd'), 'Đ', 'D'), 'ð', 'd'), 'Ð', 'D'), '²', '2'), '³', '3'), '₂', '2') AS lead, -- likewise
  replace(replace(replace(replace(replace(replace(replace(body, 'đ', 'd'), 'Đ', 'D'), 'ð', 'd'), 'Ð', 'D'), '²', '2'), '³', '3'), '₂', '2') AS body, -- likewise
  replace(replace(replace(replace(replace(replace(replace(captions, 'đ', 'd'), 'Đ', 'D'), 'ð', 'd'), 'Ð', 'D'), '²', '2'), '³', '3'), '₂', '2') AS captions, -- likewise
  replace(replace(replace(replace(replace(replace(replace(byline, 'đ', 'd'), 'Đ', 'D'), 'ð', 'd'), 'Ð', 'D'), '²', '2'), '³', '3'), '₂', '2') AS byline, -- likewise
  hex(site) AS site -- one word, whatever the name contains
FROM articles;

-- The input of `articles_fts_exact`.
CREATE VIEW exact_articles AS
SELECT search_key, -- its rowid in the search indexes
  replace(replace(replace(replace(replace(title, 'ð', 'đ'), 'Ð', 'Đ'), '²', '2'), '³', '3'), '₂', '2') AS title, -- with Ð (U+00D0), which looks like Đ, written Đ, and m² written m2, as in all texts here
  replace(replace(replace(replace(replace(lead, 'ð', 'đ'), 'Ð', 'Đ'), '²', '2'), '³', '3'), '₂', '2') AS lead, -- likewise
  replace(replace(replace(replace(replace(body, 'ð', 'đ'), 'Ð', 'Đ'), '²', '2'), '³', '3'), '₂', '2') AS body, -- likewise
  replace(replace(replace(replace(replace(captions, 'ð', 'đ'), 'Ð', 'Đ'), '²', '2'), '³', '3'), '₂', '2') AS captions, -- likewise
  replace(replace(replace(replace(replace(byline, 'ð', 'đ'), 'Ð', 'Đ'), '²', '2'), '³', '3'), '₂', '2') AS byline, -- likewise
  hex(site) AS site -- one word, whatever the name contains
FROM articles;

-- Full text without marks: `dai hoi` finds Đại hội. The tokenizer folds every mark except that of đ, which the triggers fold; snippet() and highlight() print the letters of `articles`. Rowids ascend with the day of publication, so the newest matches come first without sorting. Search it with `vustacrawl search`, or with words in which đ is written d.
CREATE VIRTUAL TABLE articles_fts USING fts5 (
  title, lead, body, captions, byline, site,
  content = 'articles', content_rowid = 'search_key', tokenize = 'unicode61 remove_diacritics 2', prefix = '2');

-- Full text with marks: `hội` does not find hôi.
CREATE VIRTUAL TABLE articles_fts_exact USING fts5 (
  title, lead, body, captions, byline, site,
  content = 'articles', content_rowid = 'search_key', tokenize = 'unicode61 remove_diacritics 0');

-- Full text of the titles alone, without marks: the best matches of a search are found here, among few words, instead of in the full texts. Otherwise like `articles_fts`.
CREATE VIRTUAL TABLE titles_fts USING fts5 (
  title, site,
  content = 'articles', content_rowid = 'search_key', tokenize = 'unicode61 remove_diacritics 2', prefix = '2');

-- The articles that the open transaction has stored but not indexed yet; it indexes them together at its end. It begins with a row 0, which is no article; without one, triggers index each article as it is stored. Empty between transactions, and only useful to vustacrawl itself.
CREATE TABLE unindexed_articles (
  article_id INTEGER PRIMARY KEY -- the article; 0 is none
) STRICT;

CREATE TRIGGER index_article AFTER INSERT ON unindexed_articles
WHEN NOT EXISTS (SELECT 1 FROM unindexed_articles WHERE article_id = 0) BEGIN
  INSERT INTO articles_fts (rowid, title, lead, body, captions, byline, site)
  SELECT search_key, title, lead, body, captions, byline, site
  FROM fold_articles WHERE search_key = (SELECT search_key FROM articles WHERE id = new.article_id);
  INSERT INTO articles_fts_exact (rowid, title, lead, body, captions, byline, site)
  SELECT search_key, title, lead, body, captions, byline, site
  FROM exact_articles WHERE search_key = (SELECT search_key FROM articles WHERE id = new.article_id);
  INSERT INTO titles_fts (rowid, title, site)
  SELECT search_key, title, site
  FROM fold_articles WHERE search_key = (SELECT search_key FROM articles WHERE id = new.article_id);
  DELETE FROM unindexed_articles WHERE article_id = new.article_id;
END;
CREATE TRIGGER new_article AFTER INSERT ON articles BEGIN
  INSERT INTO unindexed_articles VALUES (new.id);
END;
CREATE TRIGGER unindex_old_text BEFORE UPDATE OF site, published_at, title, lead, body, captions, byline ON articles
WHEN (old.site, old.published_at, old.title, old.lead, old.body, old.captions, old.byline)
  IS NOT (new.site, new.published_at, new.title, new.lead, new.body, new.captions, new.byline)
  AND old.id NOT IN unindexed_articles
BEGIN
  INSERT INTO articles_fts (articles_fts, rowid, title, lead, body, captions, byline, site)
  SELECT 'delete', search_key, title, lead, body, captions, byline, site
  FROM fold_articles WHERE search_key = old.search_key;
  INSERT INTO articles_fts_exact (articles_fts_exact, rowid, title, lead, body, captions, byline, site)
  SELECT 'delete', search_key, title, lead, body, captions, byline, site
  FROM exact_articles WHERE search_key = old.search_key;
  INSERT INTO titles_fts (titles_fts, rowid, title, site)
  SELECT 'delete', search_key, title, site FROM fold_articles WHERE search_key = old.search_key;
END;
CREATE TRIGGER new_text AFTER UPDATE OF site, published_at, title, lead, body, captions, byline ON articles
WHEN (old.site, old.published_at, old.title, old.lead, old.body, old.captions, old.byline)
  IS NOT (new.site, new.published_at, new.title, new.lead, new.body, new.captions, new.byline)
BEGIN
  INSERT INTO unindexed_articles VALUES (new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER unindex_article BEFORE DELETE ON articles WHEN old.id NOT IN unindexed_articles BEGIN
  INSERT INTO articles_fts (articles_fts, rowid, title, lead, body, captions, byline, site)
  SELECT 'delete', search_key, title, lead, body, captions, byline, site
  FROM fold_articles WHERE search_key = old.search_key;
  INSERT INTO articles_fts_exact (articles_fts_exact, rowid, title, lead, body, captions, byline, site)
  SELECT 'delete', search_key, title, lead, body, captions, byline, site
  FROM exact_articles WHERE search_key = old.search_key;
  INSERT INTO titles_fts (titles_fts, rowid, title, site)
  SELECT 'delete', search_key, title, site FROM fold_articles WHERE search_key = old.search_key;
END;
CREATE TRIGGER forget_unindexed_article AFTER DELETE ON articles BEGIN
  DELETE FROM unindexed_articles WHERE article_id = old.id;
END;

-- When an article, or anything that belongs to it, was changed last

CREATE TRIGGER new_alias AFTER INSERT ON article_urls
WHEN new.url <> (SELECT url FROM articles WHERE id = new.article_id) BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = new.article_id;
END;
CREATE TRIGGER moved_alias AFTER UPDATE OF article_id ON article_urls WHEN old.article_id <> new.article_id BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id IN (old.article_id, new.article_id);
END;
CREATE TRIGGER new_duplicate AFTER INSERT ON duplicates BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = new.article_id;
END;
CREATE TRIGGER no_duplicate AFTER DELETE ON duplicates BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = old.article_id;
END;
CREATE TRIGGER moved_original AFTER UPDATE OF url ON articles WHEN old.url <> new.url BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
  WHERE id IN (SELECT article_id FROM duplicates WHERE of = new.id);
END;
CREATE TRIGGER described_image AFTER UPDATE OF sha256, width, height ON images
WHEN (old.sha256, old.width, old.height) IS NOT (new.sha256, new.width, new.height) BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = new.article_id;
END;
CREATE TRIGGER described_file AFTER UPDATE OF sha256, length ON files
WHEN (old.sha256, old.length) IS NOT (new.sha256, new.length) BEGIN
  UPDATE articles SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = new.article_id;
END;

-- Views

-- Articles for reading, newest first, with the original of reposts.
CREATE VIEW articles_latest AS
SELECT articles.published_at AS published_at, -- with the site's offset; a date alone where the page prints no time
  articles.site AS site, -- the site's name
  sites.title AS site_title, -- the association's name
  sites.member AS member, -- the member organization, as the directory of members names it
  members.province AS province, -- of a local union: the province, by the borders before 1 July 2025
  members.province_2025 AS province_2025, -- the province it belongs to since 1 July 2025
  articles.title AS title, -- the headline
  coalesce(articles.author_name, articles.author_initials) AS author, -- as printed: the name, else the initials
  articles.lead AS lead, -- the paragraph that opens the article
  articles.section AS section, -- the site's own section
  articles.word_count AS words, -- of lead and body
  articles.url AS url, -- canonical URL
  original.url AS repost_of, -- the earliest publication of the same text, where this is a repost
  articles.gone_at AS gone_at, -- when the article was found to be gone from its site (UTC)
  articles.id AS article_id -- its row in `articles`
FROM articles JOIN sites ON sites.name = articles.site
LEFT JOIN members ON members.name = sites.member
LEFT JOIN duplicates ON duplicates.article_id = articles.id
LEFT JOIN articles AS original ON original.id = duplicates.of
ORDER BY articles.published_at DESC;

-- Articles per site and day; articles without a date are not counted.
CREATE VIEW articles_per_day AS
SELECT substr(published_at, 1, 10) AS day, -- YYYY-MM-DD, as printed
  site, -- the site's name
  count(*) AS articles -- published on that day, reposts included
FROM articles WHERE published_at IS NOT NULL
GROUP BY site, day;

-- Every caption with its image and its article.
CREATE VIEW captions AS
SELECT articles.id AS article_id, -- its row in `articles`
  articles.site AS site, -- the site's name
  articles.published_at AS published_at, -- of the article
  articles.title AS title, -- of the article
  articles.url AS article_url, -- of the article
  images.position AS position, -- 1 is the first image of the article
  images.url AS image_url, -- full size, canonical
  images.caption AS caption, -- the text below the image
  images.credit AS credit -- the photographer, if the caption names one
FROM images JOIN articles ON articles.id = images.article_id
WHERE images.caption IS NOT NULL;

-- Authors of each site, one row per person; initials without a known name have their own row.
CREATE VIEW authors AS
SELECT articles.site AS site, -- the site's name
  coalesce(article_authors.name, author_names.name) AS name, -- the person's name; empty where only initials are known
  max(article_authors.initials) AS initials, -- as printed in some of the articles
  count(DISTINCT articles.id) AS articles, -- number of articles, alone or with others
  min(substr(published_at, 1, 10)) AS first_day, -- the first of them
  max(substr(published_at, 1, 10)) AS last_day, -- the newest of them
  max(author_names.known_by) AS known_by, -- source of the name: bylines or an archivist
  max(author_names.evidence) AS evidence -- JSON: articles whose bylines show initials and name
FROM article_authors JOIN articles ON articles.id = article_id
LEFT JOIN author_names ON author_names.site = articles.site
  AND author_names.initials = upper(replace(replace(article_authors.initials, '.', ''), ' ', ''))
WHERE article_authors.name IS NOT NULL OR article_authors.initials IS NOT NULL
GROUP BY articles.site, coalesce(article_authors.name, author_names.name, article_authors.initials);

-- Authors of all sites together, one row per person: names that differ in titles and capitals are merged, and initials too where their owner is known.
CREATE VIEW authors_folded AS
WITH signed (article_id, printed) AS (
  SELECT article_id, name FROM article_authors WHERE name IS NOT NULL
  UNION ALL
  SELECT article_id, author_names.name FROM article_authors JOIN articles ON articles.id = article_id
  JOIN author_names ON author_names.site = articles.site
    AND author_names.initials = upper(replace(replace(article_authors.initials, '.', ''), ' ', ''))
  WHERE article_authors.name IS NULL)
SELECT person, -- the name in small letters, as in `person_names`
  min(name) AS name, -- the person's name without titles
  count(DISTINCT articles.id) AS articles, -- number of articles, alone or with others
  count(DISTINCT articles.site) AS sites, -- number of sites they are on
  min(substr(published_at, 1, 10)) AS first_day, -- the first of them
  max(substr(published_at, 1, 10)) AS last_day -- the newest of them
FROM signed JOIN person_names USING (printed) JOIN articles ON articles.id = article_id
GROUP BY person;

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
