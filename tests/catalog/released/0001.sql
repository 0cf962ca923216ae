CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE sites (
  name TEXT PRIMARY KEY,            -- the profile's name, as in `vustacrawl crawl NAME`
  title TEXT NOT NULL,              -- the association's name
  url TEXT NOT NULL,                -- its home page
  family TEXT NOT NULL,             -- the CMS family that reads its pages
  language TEXT NOT NULL,           -- the language of its articles unless a page says otherwise (BCP 47)
  timezone TEXT NOT NULL            -- the time zone that its pages print (IANA)
) STRICT;
CREATE TABLE crawls (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites (name),
  started_at TEXT NOT NULL CHECK (started_at GLOB '????-??-??T??:??:??*Z'),
  finished_at TEXT CHECK (finished_at GLOB '????-??-??T??:??:??*Z'), -- empty while it runs, or when it was killed
  outcome TEXT CHECK (outcome IN ('finished', 'limit', 'interrupted', 'failed')), -- why it ended
  pages INTEGER NOT NULL DEFAULT 0,      -- answers received
  bytes INTEGER NOT NULL DEFAULT 0,      -- of decoded payload
  added INTEGER NOT NULL DEFAULT 0,      -- articles seen for the first time
  changed INTEGER NOT NULL DEFAULT 0,    -- articles that read differently from before
  problems INTEGER NOT NULL DEFAULT 0,   -- rows written to `problems`
  software TEXT NOT NULL                 -- name and version of the crawler
) STRICT;
CREATE INDEX crawls_by_site ON crawls (site, started_at);
CREATE TABLE captures (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites (name),
  crawl_id INTEGER REFERENCES crawls (id),
  url TEXT NOT NULL,                -- the address asked for, canonical
  fetched_at TEXT NOT NULL CHECK (fetched_at GLOB '????-??-??T??:??:??*Z'), -- when the answer came
  status INTEGER NOT NULL CHECK (status BETWEEN 100 AND 999), -- HTTP status
  content_type TEXT,                -- as the server said it
  length INTEGER NOT NULL,          -- bytes of decoded payload
  digest TEXT NOT NULL CHECK (digest GLOB 'sha256:*') -- payload digest: sha256 of the decoded payload
) STRICT;
CREATE INDEX captures_by_url ON captures (url, fetched_at);
CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites (name),
  native_id TEXT,                   -- the article's number in its site's own address, where it has one
  url TEXT NOT NULL UNIQUE,         -- canonical URL
  title TEXT NOT NULL CHECK (title <> ''),
  published_at TEXT CHECK (published_at GLOB '????-??-??' OR published_at GLOB '????-??-??T??:??:??[+-]??:??'), -- with the site's offset; a date alone where the page prints no time
  published_raw TEXT,               -- the date line as printed
  author_initials TEXT,             -- as printed, e.g. HT
  author_name TEXT,                 -- a full name, as printed
  byline TEXT,                      -- the whole byline, as printed
  source_credit TEXT,               -- whom the page names as its source
  lead TEXT,                        -- the paragraph that opens the article, where it is marked as one
  body TEXT NOT NULL,               -- the paragraphs after the lead, a blank line between two
  section TEXT,                     -- the site's own section
  language TEXT,                    -- BCP 47
  word_count INTEGER NOT NULL,      -- of lead and body, split at white space
  content_hash TEXT NOT NULL,       -- sha256 over the words of lead and body: equal texts have equal hashes
  record_hash TEXT NOT NULL,        -- sha256 over all that was read: changes when anything changes
  found_by TEXT NOT NULL,           -- JSON: for each field the strategy that answered
  parser TEXT NOT NULL,             -- the page object and its version
  first_seen_at TEXT NOT NULL,      -- first capture with this article (UTC)
  last_seen_at TEXT NOT NULL,       -- newest capture with this article (UTC)
  changed_at TEXT,                  -- newest capture that read differently from the one before (UTC)
  gone_at TEXT,                     -- when the site said that the article is no more (UTC)
  capture_id INTEGER REFERENCES captures (id) -- the capture that these values were read from
) STRICT;
CREATE UNIQUE INDEX articles_by_native_id ON articles (site, native_id) WHERE native_id IS NOT NULL;
CREATE INDEX articles_by_date ON articles (published_at);
CREATE INDEX articles_by_site_and_date ON articles (site, published_at);
CREATE INDEX articles_by_author ON articles (author_initials, site);
CREATE INDEX articles_by_content ON articles (content_hash);
CREATE TABLE article_urls (
  url TEXT PRIMARY KEY,             -- every address under which the article was met, canonical
  article_id INTEGER NOT NULL REFERENCES articles (id)
) STRICT;
CREATE INDEX article_urls_by_article ON article_urls (article_id);
CREATE TABLE paragraphs (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  position INTEGER NOT NULL,        -- 1 is the first after the lead
  kind TEXT NOT NULL CHECK (kind IN ('paragraph', 'heading', 'quote', 'list_item', 'verse', 'table', 'question', 'answer')),
  text TEXT NOT NULL,               -- NFC, one space between words, no markup
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE images (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  position INTEGER NOT NULL,        -- 1 is the first of the article
  after_paragraph INTEGER NOT NULL, -- the position of the paragraph it stands after; 0 is before all
  url TEXT NOT NULL,                -- full size, canonical
  alt TEXT,                         -- as in the page
  caption TEXT,                     -- the words under the image
  credit TEXT,                      -- who made the image, where the caption says so
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE tags (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  position INTEGER NOT NULL,        -- order in the page
  tag TEXT NOT NULL,                -- as printed
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_tag ON tags (tag);
CREATE TABLE article_versions (
  article_id INTEGER NOT NULL REFERENCES articles (id),
  version INTEGER NOT NULL,         -- 1 is the first; the newest stands in `articles`
  seen_at TEXT NOT NULL,            -- first capture that read so (UTC)
  replaced_at TEXT NOT NULL,        -- first capture that read otherwise (UTC)
  changed TEXT NOT NULL,            -- JSON: the fields that the next version changed
  record TEXT NOT NULL,             -- JSON: the whole article as it was then
  parser TEXT NOT NULL,             -- the page object and its version
  capture_id INTEGER REFERENCES captures (id),
  PRIMARY KEY (article_id, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE duplicates (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id), -- the repost
  of INTEGER NOT NULL REFERENCES articles (id), -- the earliest publication of the same text
  kind TEXT NOT NULL CHECK (kind IN ('exact', 'near')),
  similarity REAL NOT NULL CHECK (similarity BETWEEN 0 AND 1),
  CHECK (article_id <> of)
) STRICT;
CREATE INDEX duplicates_by_original ON duplicates (of);
CREATE TABLE problems (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites (name),
  crawl_id INTEGER REFERENCES crawls (id),
  url TEXT NOT NULL,
  stage TEXT NOT NULL CHECK (stage IN ('fetch', 'parse', 'validate')), -- where it fell short
  reason TEXT NOT NULL,
  seen_at TEXT NOT NULL
) STRICT;
CREATE INDEX problems_by_site ON problems (site, seen_at);
CREATE TABLE frontier (
  url TEXT PRIMARY KEY,             -- canonical URL
  site TEXT NOT NULL REFERENCES sites (name),
  kind TEXT NOT NULL CHECK (kind IN ('listing', 'article', 'feed', 'sitemap', 'image', 'file')),
  state TEXT NOT NULL CHECK (state IN ('due', 'leased', 'done', 'failed', 'skipped')),
  next_due REAL,                    -- Unix time; empty where no visit is planned
  attempts INTEGER NOT NULL DEFAULT 0, -- failed visits since the last that went well
  crawl_id INTEGER REFERENCES crawls (id), -- the crawl that holds the lease, or that visited last
  via TEXT,                         -- where the address was first met; empty for the profile's own
  hinted_at TEXT,                   -- the date that a listing, feed or sitemap gave for it
  redirects_to TEXT,                -- the address it sent us on to
  etag TEXT,                        -- validator of the last answer
  last_modified TEXT,               -- validator of the last answer
  digest TEXT,                      -- payload digest of the last answer
  last_status INTEGER,              -- HTTP status of the last answer
  reason TEXT,                      -- why it failed or was skipped
  discovered_at TEXT NOT NULL,
  visited_at TEXT
) STRICT;
CREATE INDEX frontier_due ON frontier (site, state, next_due);
CREATE INDEX frontier_via ON frontier (via);
CREATE INDEX frontier_redirects ON frontier (redirects_to) WHERE redirects_to IS NOT NULL;
INSERT OR REPLACE INTO _sqlite_migrations VALUES (1, 'vustacrawl', '0001_foundation', '2026-01-01 00:00:00+00:00');
INSERT OR REPLACE INTO sites VALUES ('a', 'Hội a', 'https://a.vn/', 'vnmedia', 'vi', 'Asia/Ho_Chi_Minh');
INSERT OR REPLACE INTO sites VALUES ('b', 'Hội b', 'https://b.vn/', 'vnmedia', 'vi', 'Asia/Ho_Chi_Minh');
INSERT OR REPLACE INTO crawls VALUES (1, 'a', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', NULL, 0, 0, 0, 0, 0, 'vustacrawl/0');
INSERT OR REPLACE INTO captures VALUES (1, 'a', 1, 'https://a.vn/hong-co-p1.html', '2026-01-01T00:00:00.000Z', 200, NULL, 9, 'sha256:0000000000000000000000000000000000000000000000000000000000000000');
INSERT OR REPLACE INTO captures VALUES (2, 'a', 1, 'https://a.vn/hong-co-p1.html', '2026-02-01T00:00:00.000Z', 200, NULL, 9, 'sha256:0000000000000000000000000000000000000000000000000000000000000000');
INSERT OR REPLACE INTO articles VALUES (1, 'a', '1', 'https://a.vn/hong-co-p1.html', 'Hồng cổ Đà Lạt trở lại vườn', '2024-03-14T10:00:00+07:00', '14/03/2024 10:00', 'HT', NULL, 'HT', NULL, 'Sáng 14/3, tại Đà Lạt, Hội Sinh học tỉnh tổng kết 5 năm bảo tồn giống hồng cổ của vùng cao nguyên.', 'Theo bà Kra Jan Nhung, người giữ vườn đầu dòng, cả huyện từng chỉ còn 27 cây hồng trên 80 tuổi, phần lớn nằm rải rác trong vườn cà phê và không ai còn nhớ cách ghép.

Nhóm kỹ sư của hội đã lấy mẫu lá, lập bản đồ từng gốc cây rồi nhân giống bằng mắt ghép trong nhà màng; đến nay 1.350 cây con đã được trao cho 212 hộ trồng xen ở các xã vùng ven.', 'Tin tức', 'vi', 101, 'd2d98a5696aabfd6de6ec09dc572986cbaa259132419d2ab44bc81a2426854cd', '0000000000000000000000000000000000000000000000000000000000000000', '{"title": "h1"}', 'vnmedia/1', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', NULL, 2);
INSERT OR REPLACE INTO articles VALUES (2, 'a', '2', 'https://a.vn/tin-cu-p2.html', 'Tin cũ', NULL, '14/03/2024 10:00', 'HT', NULL, 'HT', NULL, NULL, 'Tin ngắn.', 'Tin tức', 'vi', 2, '1ae20d39e135efad7d7dcd1a6709ef0ddc52fb5a3df52f954c98c4bb51d48219', '0000000000000000000000000000000000000000000000000000000000000000', '{"title": "h1"}', 'vnmedia/1', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', NULL, '2026-03-01T00:00:00.000Z', NULL);
INSERT OR REPLACE INTO articles VALUES (7, 'b', '7', 'https://b.vn/hong-co-p7.html', 'Hồng cổ Đà Lạt trở lại vườn', '2024-03-15', '14/03/2024 10:00', 'HT', 'Hoàng Tùng', 'HT', NULL, 'Một cách giữ giống cây quý.', 'Theo bà Kra Jan Nhung, người giữ vườn đầu dòng, cả huyện từng chỉ còn 27 cây hồng trên 80 tuổi, phần lớn nằm rải rác trong vườn cà phê và không ai còn nhớ cách ghép.

Nhóm kỹ sư của hội đã lấy mẫu lá, lập bản đồ từng gốc cây rồi nhân giống bằng mắt ghép trong nhà màng; đến nay 1.350 cây con đã được trao cho 212 hộ trồng xen ở các xã vùng ven.', 'Tin tức', 'vi', 85, '47e4a9a21d453daa1a101c3466f4c0692ef59b2313b9db4d0afeb390846e4bee', '0000000000000000000000000000000000000000000000000000000000000000', '{"title": "h1"}', 'vnmedia/1', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', NULL, NULL, NULL);
INSERT OR REPLACE INTO article_urls VALUES ('https://a.vn/hong-co-p1.html', 1);
INSERT OR REPLACE INTO article_urls VALUES ('https://a.vn/?p=1', 1);
INSERT OR REPLACE INTO article_urls VALUES ('https://a.vn/tin-cu-p2.html', 2);
INSERT OR REPLACE INTO article_urls VALUES ('https://b.vn/hong-co-p7.html', 7);
INSERT OR REPLACE INTO paragraphs VALUES (1, 1, 'paragraph', 'Theo bà Kra Jan Nhung, người giữ vườn đầu dòng, cả huyện từng chỉ còn 27 cây hồng trên 80 tuổi, phần lớn nằm rải rác trong vườn cà phê và không ai còn nhớ cách ghép.');
INSERT OR REPLACE INTO paragraphs VALUES (1, 2, 'paragraph', 'Nhóm kỹ sư của hội đã lấy mẫu lá, lập bản đồ từng gốc cây rồi nhân giống bằng mắt ghép trong nhà màng; đến nay 1.350 cây con đã được trao cho 212 hộ trồng xen ở các xã vùng ven.');
INSERT OR REPLACE INTO paragraphs VALUES (2, 1, 'paragraph', 'Tin ngắn.');
INSERT OR REPLACE INTO paragraphs VALUES (7, 1, 'paragraph', 'Theo bà Kra Jan Nhung, người giữ vườn đầu dòng, cả huyện từng chỉ còn 27 cây hồng trên 80 tuổi, phần lớn nằm rải rác trong vườn cà phê và không ai còn nhớ cách ghép.');
INSERT OR REPLACE INTO paragraphs VALUES (7, 2, 'paragraph', 'Nhóm kỹ sư của hội đã lấy mẫu lá, lập bản đồ từng gốc cây rồi nhân giống bằng mắt ghép trong nhà màng; đến nay 1.350 cây con đã được trao cho 212 hộ trồng xen ở các xã vùng ven.');
INSERT OR REPLACE INTO images VALUES (1, 1, 1, 'https://a.vn/1.jpg', NULL, 'Vườn ươm của hội', 'HT');
INSERT OR REPLACE INTO tags VALUES (1, 1, 'hồng cổ');
INSERT OR REPLACE INTO article_versions VALUES (1, 1, '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', '["title","paragraphs"]', '{"site":"a","url":"https://a.vn/hong-co-p1.html","native_id":"1","title":"Giữ giống hồng cổ","published_at":"2024-03-14T10:00:00+07:00","published_raw":"14/03/2024 10:00","author_initials":"HT","author_name":null,"byline":"HT","source_credit":null,"lead":"Sáng 14/3, tại Đà Lạt, Hội Sinh học tỉnh tổng kết 5 năm bảo tồn giống hồng cổ của vùng cao nguyên.","section":"Tin tức","language":"vi","paragraphs":[{"kind":"paragraph","text":"Theo bà Kra Jan Nhung, người giữ vườn đầu dòng, cả huyện từng chỉ còn 27 cây hồng trên 80 tuổi, phần lớn nằm rải rác trong vườn cà phê và không ai còn nhớ cách ghép."}],"images":[{"url":"https://a.vn/1.jpg","after_paragraph":1,"alt":null,"caption":null,"credit":null}],"tags":["hồng cổ"]}', 'vnmedia/1', 1);
INSERT OR REPLACE INTO problems VALUES (1, 'a', 1, 'https://a.vn/hong-co-p1.html', 'parse', 'không có ngày', '2026-01-01T00:00:00.000Z');
INSERT OR REPLACE INTO frontier VALUES ('https://a.vn/hong-co-p1.html', 'a', 'article', 'done', NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 200, NULL, '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z');
INSERT OR REPLACE INTO frontier VALUES ('https://a.vn/', 'a', 'listing', 'due', 1780000000.0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 200, NULL, '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z');
