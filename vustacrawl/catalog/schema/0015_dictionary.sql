-- What the files before this one left without a comment; a released file is not edited (vustacrawl/catalog/dictionary.py).

-- _sqlite_migrations: Which steps of the schema this file has taken.
-- _sqlite_migrations.id: the order in which they were taken
-- _sqlite_migrations.migration_set: always `vustacrawl`
-- _sqlite_migrations.name: the step, a file of `vustacrawl/catalog/schema/`
-- _sqlite_migrations.applied_at: when it was taken (UTC)

-- sites: The sites that were crawled or imported, a row each.

-- crawls: Every run that brought pages, a row each: a crawl of a site, an import, a reparse.
-- crawls.id: number of the run
-- crawls.site: the site that was visited
-- crawls.started_at: when it began (UTC)

-- captures: Every answer that was received, with its place in the archive.
-- captures.id: number of the capture
-- captures.site: the site whose profile asked for it
-- captures.crawl_id: the run that brought it

-- articles: The articles as they read now, a row each. Nothing is ever deleted: what a site took down has `gone_at`.
-- articles.id: number of the article in this file; another file may number it otherwise, its `url` stays
-- articles.site: the site that published it
-- articles.title: the headline

-- article_urls: Every address under which an article was met.
-- article_urls.article_id: the article

-- paragraphs: The texts of the articles after their leads, paragraph by paragraph.
-- paragraphs.article_id: the article
-- paragraphs.kind: what it is in the page

-- images: The pictures of the articles, with their captions and places in the text.
-- images.article_id: the article

-- tags: The keywords that the sites gave their articles.
-- tags.article_id: the article

-- article_versions: Former texts of articles that changed, and what changed.
-- article_versions.article_id: the article
-- article_versions.capture_id: the capture that this version was read from

-- duplicates: Reposts: articles that repeat an earlier one, whole or nearly. An original stands in no row as a repost.
-- duplicates.kind: `exact`: the words of lead and body are the same; `near`: most of them are
-- duplicates.similarity: Jaccard similarity of their runs of five words: 1 for the same text, at least 0.3

-- problems: What fell short, a row each: pages that could not be had, read or believed.
-- problems.id: number of the problem
-- problems.site: the site
-- problems.crawl_id: the run that met it
-- problems.url: the address it is about
-- problems.reason: what was wrong, in words
-- problems.seen_at: when it was met (UTC)

-- frontier: Every address that was seen: when it is due next, or why it is not fetched.
-- frontier.site: the site whose profile it belongs to
-- frontier.kind: what the address is taken for
-- frontier.state: `leased`: a crawl is at it; `skipped`: it will not be fetched, `reason` says why
-- frontier.discovered_at: when the address was first seen (UTC)
-- frontier.visited_at: when it last answered (UTC)

-- article_authors: Who signed an article, in the order of its byline.
-- article_authors.article_id: the article

-- files: Documents attached to articles.
-- files.article_id: the article

-- warc_files: The files of the archive.

-- field_sources: Which strategy read each field, counted a crawl: how a change of a site's pages is noticed.
-- field_sources.crawl_id: the crawl

-- article_bands: By what near-duplicates are found: MinHash bands of every text. Of no use outside vustacrawl.
-- article_bands.article_id: the article

-- articles_fts.title: words of `articles.title`, đ as d
-- articles_fts.lead: words of `articles.lead`, đ as d
-- articles_fts.body: words of `articles.body`, đ as d
-- articles_fts.captions: words of `articles.captions`, đ as d
-- articles_fts.byline: words of `articles.byline`, đ as d
-- articles_fts.site: `articles.site` in hexadecimal, as one word
-- articles_fts_exact.title: words of `articles.title`
-- articles_fts_exact.lead: words of `articles.lead`
-- articles_fts_exact.body: words of `articles.body`
-- articles_fts_exact.captions: words of `articles.captions`
-- articles_fts_exact.byline: words of `articles.byline`
-- articles_fts_exact.site: `articles.site` in hexadecimal, as one word

-- fold_articles: What `articles_fts` is fed with.
