"""The counts maintained by triggers equal a recount after any changes to articles."""

from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from tests.catalog.conftest import add_sites, store
from vustacrawl.catalog.schema import MIGRATIONS
from vustacrawl.items import Article, Author, Block

TABLES = ("month_counts", "day_counts", "author_counts", "section_counts", "tag_counts", "article_numbers")
RECOUNTS = {
    "month_counts": "INSERT INTO month_counts SELECT site, coalesce(substr(published_at, 1, 7), ''), count(*),"
    " count(byline), count(author_initials), count(author_name), count(source_credit), count(lead), sum(body <> ''),"
    " count(section), count(captions), sum(text_words) FROM articles GROUP BY 1, 2",
    "day_counts": "INSERT INTO day_counts SELECT substr(published_at, 1, 10), count(*) FROM articles"
    " WHERE published_at IS NOT NULL GROUP BY 1",
    "author_counts": "INSERT INTO author_counts SELECT site, coalesce(name, initials), name IS NOT NULL, count(*)"
    " FROM article_authors JOIN articles ON articles.id = article_id"
    " WHERE coalesce(name, initials) IS NOT NULL GROUP BY 1, 2, 3",
    "section_counts": "INSERT INTO section_counts"
    " SELECT section, site, coalesce(substr(published_at, 1, 4), ''), count(*)"
    " FROM articles WHERE section IS NOT NULL GROUP BY 1, 2, 3",
    "tag_counts": "INSERT INTO tag_counts SELECT tag, count(*) FROM tags GROUP BY 1",
    "article_numbers": "INSERT INTO article_numbers SELECT site, number / 60, sum(1 << (59 - number % 60))"
    " FROM articles WHERE number IS NOT NULL GROUP BY 1, 2",
}

article_fields = st.lists(
    st.builds(
        dict,
        number=st.integers(1, 3),
        site=st.sampled_from("ab"),
        published_at=st.sampled_from([None, "2024-05-06", "2024-05-31T23:59:00+07:00", "2025-01-01"]),
        lead=st.sampled_from([None, "Mở đầu."]),
        section=st.sampled_from([None, "Tin tức", "Môi trường"]),
        tags=st.lists(st.sampled_from(["hội thảo", "rừng"]), unique=True),
        text=st.sampled_from(["", "Nội dung bài viết."]),
        authors=st.lists(st.builds(Author, st.sampled_from([None, "Nguyễn Thị Hà"]), st.sampled_from([None, "HT"]))),
    ),
    max_size=8,
)


@given(article_fields)
def test_trigger_counts_match_recount(seen: list[dict]) -> None:
    db = Database(memory=True)
    MIGRATIONS.apply(db)
    add_sites(db, "a", "b")
    for at, fields in enumerate(seen):
        text = fields.pop("text")
        number, site = fields.pop("number"), fields.pop("site")
        article = Article(
            site,
            f"https://{site}.vn/p{number}",
            str(number),
            title="Tin",
            paragraphs=[Block("paragraph", text)] if text else [],
            **fields,
        )
        store(db, article, f"2026-01-0{at + 1}T00:00:00.000Z")
    maintained = {table: counted(db, table) for table in TABLES}
    for table, recount in RECOUNTS.items():
        db.execute(f"DELETE FROM {table}")
        db.execute(recount)
    assert maintained == {table: counted(db, table) for table in TABLES}
    db.close()


def counted(db: Database, table: str) -> list[tuple]:
    count = {"author_counts": "signatures", "article_numbers": "numbers"}.get(table, "articles")
    return sorted(map(tuple, db.execute(f"SELECT * FROM {table} WHERE {count} > 0")))
