"""Write a catalog as each released schema made it, as SQL: ``python -m tests.catalog.released.make``.

Released is every state of the schema that was ever on main; `RELEASED` names the commit that brought each. Nothing but
SQL goes into a file: the schema as that commit's files made it, and rows for every table that it had. A state that is
there is never made anew with other rows. Before a schema file is added, the state without it comes into the list.
"""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.articles import content_hash, rehash_all
from vustacrawl.catalog.migrations import MIGRATIONS, split_statements
from vustacrawl.catalog.resemblance import bands, features

HERE = Path(__file__).parent
SCHEMA = "vustacrawl/catalog/schema"
RELEASED = {
    "0001": "8c7111e",
    "0002": "fb7518f",
    "0003-first": "4fc6114",
    "0003-second": "9453612",
    "0003": "5ac584a",
    "0004": "73a6ec6",
    "0010": "936460b",
    "0011": "697be2f",
    "0013": "abdcedd",
    "0015": "d80d78e",
    "0020": "2a15b10",
    "0030-early": "29ceff8",
    "0030": "0b0c174",
    "0019": "2520541",
    "0019-vanished": "37ca086",
    "0031": "c3c9343",
    "0041": "be52dad",
}
LEAD = "Sáng 14/3, tại Đà Lạt, Hội Sinh học tỉnh tổng kết 5 năm bảo tồn giống hồng cổ của vùng cao nguyên."
FIRST = (
    "Theo bà Kra Jan Nhung, người giữ vườn đầu dòng, cả huyện từng chỉ còn 27 cây hồng trên 80 tuổi, phần lớn nằm rải"
    " rác trong vườn cà phê và không ai còn nhớ cách ghép."
)
SECOND = (
    "Nhóm kỹ sư của hội đã lấy mẫu lá, lập bản đồ từng gốc cây rồi nhân giống bằng mắt ghép trong nhà màng; đến nay"
    " 1.350 cây con đã được trao cho 212 hộ trồng xen ở các xã vùng ven."
)
BODY = f"{FIRST}\n\n{SECOND}"
SEEN, AGAIN, LATER = "2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"
URL, REPOST, GONE = "https://a.vn/hong-co-p1.html", "https://b.vn/hong-co-p7.html", "https://a.vn/tin-cu-p2.html"
DIGEST = "sha256:" + "0" * 64
VERSION = {
    "site": "a",
    "url": URL,
    "native_id": "1",
    "title": "Giữ giống hồng cổ",
    "published_at": "2024-03-14T10:00:00+07:00",
    "published_raw": "14/03/2024 10:00",
    "author_initials": "HT",
    "author_name": None,
    "byline": "HT",
    "source_credit": None,
    "lead": LEAD,
    "section": "Tin tức",
    "language": "vi",
    "paragraphs": [{"kind": "paragraph", "text": FIRST}],
    "images": [{"url": "https://a.vn/1.jpg", "after_paragraph": 1, "alt": None, "caption": None, "credit": None}],
    "tags": ["hồng cổ"],
}
AUTHOR = {"name": None, "initials": "HT", "role": None, "unit": None}


def article(number: int, site: str, url: str, lead: str | None, body: str, **more: object) -> dict[str, object]:
    return {
        "id": number,
        "site": site,
        "native_id": str(number),
        "url": url,
        "title": "Hồng cổ Đà Lạt trở lại vườn",
        "published_at": "2024-03-14T10:00:00+07:00",
        "published_raw": "14/03/2024 10:00",
        "author_initials": "HT",
        "byline": "HT",
        "lead": lead,
        "body": body,
        "section": "Tin tức",
        "language": "vi",
        "word_count": len(f"{lead or ''} {body}".split()),
        "content_hash": content_hash(lead, body),
        "record_hash": "0" * 64,
        "found_by": '{"title": "h1"}',
        "parser": "vnmedia/1",
        "first_seen_at": SEEN,
        "last_seen_at": AGAIN,
        "updated_at": AGAIN,
    } | more


ARTICLES = [
    article(1, "a", URL, LEAD, BODY, changed_at=AGAIN, capture_id=2, captions="Vườn ươm của hội"),
    article(2, "a", GONE, None, "Tin ngắn.", published_at=None, gone_at=LATER, title="Tin cũ"),
    article(7, "b", REPOST, "Một cách giữ giống cây quý.", BODY, published_at="2024-03-15", author_name="Hoàng Tùng"),
]


def rows(columns: dict[str, list[str]]) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Rows for every table of today, in an order that foreign keys allow; older states lack some columns."""
    has_authors = "article_authors" in columns
    now = {"parser": "vnmedia/1", "capture_id": 1, "seen_at": SEEN, "replaced_at": AGAIN, "cause": "site"}
    version = VERSION | ({"photo_credit": None, "authors": [AUTHOR], "files": []} if has_authors else {})
    changed = ["title", "paragraphs"]
    zone = {"language": "vi", "timezone": "Asia/Ho_Chi_Minh", "family": "vnmedia"}
    yield "sites", [{"name": name, "title": f"Hội {name}", "url": f"https://{name}.vn/"} | zone for name in "ab"]
    yield "crawls", [{"id": 1, "site": "a", "started_at": SEEN, "finished_at": AGAIN, "software": "vustacrawl/0"}]
    yield "warc_files", [{"name": "a-1.warc.gz", "site": "a", "crawl_id": 1, "length": 900, "sha256": "0" * 64}]
    record = {"record_id": "<urn:uuid:1>", "warc_file": "a-1.warc.gz", "warc_offset": 0, "warc_length": 900}
    answer = {"site": "a", "crawl_id": 1, "url": URL, "status": 200, "length": 9, "digest": DIGEST} | record
    yield "captures", [{"id": at, "fetched_at": when} | answer for at, when in ((1, SEEN), (2, AGAIN))]
    yield "articles", ARTICLES
    yield (
        "article_urls",
        [{"url": url, "article_id": of} for url, of in ((URL, 1), ("https://a.vn/?p=1", 1), (GONE, 2), (REPOST, 7))],
    )
    texts = [(1, 1, FIRST), (1, 2, SECOND), (2, 1, "Tin ngắn."), (7, 1, FIRST), (7, 2, SECOND)]
    yield (
        "paragraphs",
        [{"article_id": of, "position": at, "kind": "paragraph", "text": text} for of, at, text in texts],
    )
    image = {"article_id": 1, "after_paragraph": 1, "caption": "Vườn ươm của hội", "credit": "HT"}
    yield "images", [{"position": 1, "url": "https://a.vn/1.jpg"} | image]
    yield "tags", [{"article_id": 1, "position": 1, "tag": "hồng cổ"}]
    yield "article_authors", [{"article_id": 1, "position": 1, "name": "Hoàng Tùng", "initials": "HT"}]
    yield "files", [{"article_id": 1, "position": 1, "url": "https://a.vn/1.pdf", "title": "Báo cáo"}]
    told = {"changed": orjson.dumps(changed).decode(), "record": orjson.dumps(version).decode()}
    yield "article_versions", [{"article_id": 1, "version": 1} | now | told]
    if "article_bands" in columns:
        yield "duplicates", [{"article_id": 7, "of": 1, "kind": "near", "similarity": 0.7}]
        found = [(entry["id"], features(" ".join(filter(None, (entry["lead"], entry["body"]))))) for entry in ARTICLES]
        yield "article_bands", [{"band": band, "article_id": of} for of, text in found for band in bands(text)]
    yield (
        "problems",
        [
            {
                "id": 1,
                "site": "a",
                "crawl_id": 1,
                "url": URL,
                "stage": "parse",
                "reason": "không có ngày",
                "seen_at": SEEN,
            }
        ],
    )
    visit = {"site": "a", "attempts": 0, "discovered_at": SEEN, "visited_at": AGAIN, "last_status": 200}
    states = [(URL, "article", "done", None), ("https://a.vn/", "listing", "due", 1_780_000_000.0)]
    yield (
        "frontier",
        [visit | {"url": url, "kind": kind, "state": state, "next_due": due} for url, kind, state, due in states],
    )
    yield "field_sources", [{"crawl_id": 1, "field": "title", "source": "h1", "pages": 3}]
    name = {"site": "a", "initials": "HT", "name": "Hoàng Tùng", "known_by": "bylines", "evidence": f'["{URL}"]'}
    yield "author_names", [name]


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout


def catalog(commit: str) -> sqlite3.Connection:
    """An empty catalog of that commit's schema."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    MIGRATIONS.ensure_migrations_table(Database(db))
    for file in git("ls-tree", "--name-only", commit, f"{SCHEMA}/").split():
        for statement in split_statements(git("show", f"{commit}:{file}")):
            db.execute(statement)
        applied = ("vustacrawl", Path(file).stem, "2026-01-01 00:00:00+00:00")
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)", applied)
    return db


def columns_of(db: sqlite3.Connection) -> dict[str, list[str]]:
    """The columns that are stored, of each table, in the order in which they came; FTS5's own are left out."""
    kinds = {name: kind for _, name, kind, *_ in db.execute("PRAGMA table_list")}
    made = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")]
    return {
        table: [column for _, column, *_, hidden in db.execute(f"PRAGMA table_xinfo({table})") if not hidden]
        for table in made
        if kinds[table] == "table" and not table.startswith("sqlite_")
    }


def fill(db: sqlite3.Connection) -> None:
    columns = columns_of(db)
    for table, content in rows(columns):
        for row in content if table in columns else []:
            known = {column: value for column, value in row.items() if column in columns[table]}
            marks = ", ".join("?" * len(known))
            db.execute(f"INSERT INTO {table} ({', '.join(known)}) VALUES ({marks})", [*known.values()])
    if "article_authors" in columns:  # before, what a record holds was less than is hashed today
        rehash_all(Database(db))
    if "updated_at" in columns["articles"]:
        db.execute("UPDATE articles SET updated_at = ?", (AGAIN,))


def script(db: sqlite3.Connection) -> Iterator[str]:
    """SQL that makes the catalog anew; triggers fill the search indexes as they did."""
    shadows = {name for _, name, kind, *_ in db.execute("PRAGMA table_list") if kind == "shadow"}
    made = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    yield from (f"{sql};" for name, sql in made if name not in shadows)
    for table, columns in columns_of(db).items():
        quoted = " || ', ' || ".join(f'quote("{column}")' for column in columns)
        for (values,) in db.execute(f"SELECT {quoted} FROM {table}").fetchall():
            yield f"INSERT OR REPLACE INTO {table} VALUES ({values});"  # what triggers counted stands there already


def main() -> None:
    for state, commit in RELEASED.items():
        file = HERE / f"{state}.sql"
        if not file.exists():
            db = catalog(commit)
            fill(db)
            file.write_text("\n".join(script(db)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
