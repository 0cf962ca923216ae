-- The form of what vustacrawl itself writes: times, hashes, counts, positions, JSON. What a page says is never refused.
-- The constraints are appended to the tables' text, as SQLite's documentation allows where no stored row changes:
-- rebuilding the tables would write a catalog of a million articles anew. `verify` names rows that break one.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', '
, CHECK (word_count >= 0)
, CHECK (length(content_hash) = 64 AND content_hash NOT GLOB ''*[^0-9a-f]*'')
, CHECK (length(record_hash) = 64 AND record_hash NOT GLOB ''*[^0-9a-f]*'')
, CHECK (json_valid(found_by))
, CHECK (first_seen_at GLOB ''????-??-??T??:??:??*Z'')
, CHECK (last_seen_at GLOB ''????-??-??T??:??:??*Z'')
, CHECK (changed_at GLOB ''????-??-??T??:??:??*Z'')
, CHECK (gone_at GLOB ''????-??-??T??:??:??*Z'')
, CHECK (updated_at GLOB ''????-??-??T??:??:??*Z'')
) STRICT') WHERE name = 'articles';
UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', '
, CHECK (position >= 1)
) STRICT') WHERE name = 'paragraphs';
UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', '
, CHECK (position >= 1 AND after_paragraph >= 0)
, CHECK (length(sha256) = 64 AND sha256 NOT GLOB ''*[^0-9a-f]*'')
, CHECK (width > 0 AND height > 0)
) STRICT') WHERE name = 'images';
UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', '
, CHECK (position >= 1)
, CHECK (length(sha256) = 64 AND sha256 NOT GLOB ''*[^0-9a-f]*'')
, CHECK (length >= 0)
) STRICT') WHERE name = 'files';
UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', '
, CHECK (position >= 1)
) STRICT') WHERE name = 'tags';
UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', '
, CHECK (position >= 1)
) STRICT') WHERE name = 'article_authors';
UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', '
, CHECK (version >= 1)
, CHECK (seen_at GLOB ''????-??-??T??:??:??*Z'')
, CHECK (replaced_at GLOB ''????-??-??T??:??:??*Z'')
, CHECK (json_valid(changed))
, CHECK (json_valid(record))
) STRICT') WHERE name = 'article_versions';
UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', '
, CHECK (length >= 0)
, CHECK (warc_offset >= 0 AND warc_length > 0)
) STRICT') WHERE name = 'captures';
UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', '
, CHECK (length >= 0)
, CHECK (length(sha256) = 64 AND sha256 NOT GLOB ''*[^0-9a-f]*'')
) STRICT') WHERE name = 'warc_files';
UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', '
, CHECK (pages >= 0 AND bytes >= 0 AND added >= 0 AND changed >= 0 AND problems >= 0)
) STRICT') WHERE name = 'crawls';
UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', '
, CHECK (seen_at GLOB ''????-??-??T??:??:??*Z'')
) STRICT') WHERE name = 'problems';
UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', '
, CHECK (attempts >= 0)
, CHECK (discovered_at GLOB ''????-??-??T??:??:??*Z'')
, CHECK (visited_at GLOB ''????-??-??T??:??:??*Z'')
) STRICT') WHERE name = 'frontier';
UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', '
, CHECK (pages >= 0)
) STRICT') WHERE name = 'field_sources';
PRAGMA writable_schema = RESET;
