-- The queries of docs/4-queries.md, offered on the page of the catalog; a test compares them.

-- articles_by_site: Số bài của mỗi trang web, ngày đầu và ngày cuối · Articles per site, with the first and the newest day
SELECT site, count(*) AS articles,
  min(substr(published_at, 1, 10)) AS first_day,
  max(substr(published_at, 1, 10)) AS last_day
FROM articles
GROUP BY site
ORDER BY articles DESC;

-- articles_by_year: Số bài theo năm, mỗi trang web một cột · Articles per year, one column per site
SELECT substr(published_at, 1, 4) AS year,
  count(*) FILTER (WHERE site = 'demo-vusta') AS vusta,
  count(*) FILTER (WHERE site = 'demo-wordpress') AS wordpress,
  count(*) AS all_sites
FROM articles
WHERE published_at IS NOT NULL
GROUP BY year
ORDER BY year;

-- busiest_days: Những ngày có nhiều bài nhất · The busiest days of the federation
SELECT day, sum(articles) AS articles
FROM articles_per_day
GROUP BY day
ORDER BY articles DESC, day DESC
LIMIT 10;

-- empty_months: Những tháng trang web không đăng bài nào · Months in which a site published nothing, between its first and its newest article
WITH RECURSIVE span (site, month, last) AS (
  SELECT site, min(substr(published_at, 1, 7)) || '-01',
    max(substr(published_at, 1, 7)) || '-01'
  FROM articles WHERE published_at IS NOT NULL GROUP BY site
  UNION ALL
  SELECT site, date(month, '+1 month'), last FROM span WHERE month < last
), published AS (
  SELECT DISTINCT site, substr(published_at, 1, 7) AS month
  FROM articles WHERE published_at IS NOT NULL
)
SELECT span.site, substr(span.month, 1, 7) AS month
FROM span
LEFT JOIN published ON published.site = span.site
  AND published.month = substr(span.month, 1, 7)
WHERE published.month IS NULL
ORDER BY span.site, month;

-- hours: Trang web đăng bài vào giờ nào · The hours of the day at which sites publish
SELECT substr(published_at, 12, 2) AS hour, count(*) AS articles
FROM articles
WHERE length(published_at) > 10
GROUP BY hour
ORDER BY hour;

-- sections: Các chuyên mục của mỗi trang web · The sections of each site
SELECT site, section, count(*) AS articles
FROM articles
WHERE section IS NOT NULL
GROUP BY site, section
ORDER BY site, articles DESC;

-- most_active_authors: Tác giả viết nhiều nhất · The most active authors
SELECT site, coalesce(name, initials) AS author, articles, first_day, last_day,
  known_by
FROM authors
ORDER BY articles DESC, author
LIMIT 20;

-- articles_of_an_author: Mọi bài của một tác giả · All articles of one author, alone or with others
SELECT articles.published_at, articles.title, article_authors.role, articles.url
FROM article_authors
JOIN articles ON articles.id = article_authors.article_id
WHERE article_authors.initials = 'HT'
ORDER BY articles.published_at;

-- coauthors: Ai viết chung với ai · Who wrote with whom
SELECT one.name AS author, other.name AS with_whom, count(*) AS articles
FROM article_authors AS one
JOIN article_authors AS other
  ON other.article_id = one.article_id AND one.name < other.name
GROUP BY one.name, other.name
ORDER BY articles DESC, author;

-- sources: Các nguồn được ghi · The sources that sites name
SELECT source_credit, count(*) AS articles, count(DISTINCT site) AS sites
FROM articles
WHERE source_credit IS NOT NULL
GROUP BY source_credit
ORDER BY articles DESC;

-- text_without_marks: Tìm toàn văn không dấu · Full-text search without diacritics
SELECT articles.site, articles.published_at, articles.title
FROM articles_fts
JOIN articles ON articles.search_key = articles_fts.rowid
WHERE articles_fts MATCH '"hoi nghi"'
ORDER BY articles.published_at DESC
LIMIT 20;

-- text_with_marks: Tìm toàn văn đúng dấu · The same with exact diacritics
SELECT articles.site, articles.published_at, articles.title
FROM articles_fts_exact
JOIN articles ON articles.search_key = articles_fts_exact.rowid
WHERE articles_fts_exact MATCH 'title: "hội nghị"'
ORDER BY articles.published_at DESC
LIMIT 20;

-- lengths_by_year: Độ dài bài viết theo năm · Length of the texts per year
SELECT substr(published_at, 1, 4) AS year, count(*) AS articles,
  round(avg(word_count)) AS mean_words, max(word_count) AS longest
FROM articles
WHERE published_at IS NOT NULL
GROUP BY year
ORDER BY year;

-- subheadings: Các tiêu đề phụ trong bài · The subheadings of articles, with their positions
SELECT articles.title, paragraphs.position, paragraphs.text
FROM paragraphs
JOIN articles ON articles.id = paragraphs.article_id
WHERE paragraphs.kind = 'heading'
ORDER BY articles.id, paragraphs.position
LIMIT 20;

-- tables_in_articles: Bảng trong bài, từng ô · Tables in articles, cell by cell
SELECT articles.url, line.key AS row, cell.key AS column, cell.value AS text
FROM paragraphs
JOIN articles ON articles.id = paragraphs.article_id,
  json_each(paragraphs.cells) AS line, json_each(line.value) AS cell
WHERE paragraphs.kind = 'table'
LIMIT 40;

-- captions_of_a_person: Chú thích ảnh có tên một người · Captions that name a person, with their article
SELECT published_at, caption, credit, title, article_url
FROM captions
WHERE caption LIKE '%phát biểu%' OR caption LIKE '%Chủ tịch%'
ORDER BY published_at DESC
LIMIT 20;

-- completeness: Mỗi trường có trong bao nhiêu bài · In how many articles each field could be read
SELECT site, field, filled, articles,
  round(100.0 * filled / articles) AS percent
FROM field_completeness
ORDER BY percent, site, field;

-- sources_of_dates: Ngày đăng được lấy từ đâu · Which source gave the date
SELECT site, found_by ->> 'published_at' AS strategy, count(*) AS articles
FROM articles
GROUP BY site, strategy
ORDER BY site, articles DESC;

-- reposts: Bài đăng lại: ai đăng lại của ai · Reposts: who republished whom
SELECT original.site AS first_published_by, repost.site AS taken_over_by,
  duplicates.kind, count(*) AS articles
FROM duplicates
JOIN articles AS repost ON repost.id = duplicates.article_id
JOIN articles AS original ON original.id = duplicates.of
GROUP BY first_published_by, taken_over_by, duplicates.kind
ORDER BY articles DESC;

-- problems_by_reason: Sự cố theo lý do · Problems, by reason
SELECT site, stage, reason, count(*) AS times, max(url) AS example, max(detail) AS detail
FROM problems
GROUP BY site, stage, reason
ORDER BY times DESC;

-- bytes_of_an_article: Từ bài viết đến dữ liệu gốc · From an article to its bytes
SELECT articles.title, captures.fetched_at, captures.status,
  captures.warc_file, captures.warc_offset, captures.warc_length
FROM articles
JOIN captures ON captures.id = articles.capture_id
ORDER BY captures.fetched_at DESC
LIMIT 20;

-- changed_articles: Bài đã sửa sau khi đăng, và sửa gì · Articles that changed after publication, and what changed
SELECT articles.title, article_versions.seen_at, article_versions.replaced_at,
  article_versions.cause, article_versions.changed
FROM article_versions
JOIN articles ON articles.id = article_versions.article_id
ORDER BY article_versions.replaced_at DESC;
