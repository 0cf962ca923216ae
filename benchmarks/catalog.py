"""Generate a catalog for the other benchmarks, and measure how fast articles are stored.

``python -m benchmarks.catalog make FILE --articles 1000000`` generates one, ``… store`` measures. Half of the sentences
are the demo's Vietnamese; the other half is drawn by Zipf's law from its words and 30,000 invented ones, so that there
are common, less common and rare words. Equal numbers give equal articles. ``… repeat FILE --times 4`` makes a catalog
larger in a fraction of the time that generating it would take: with copies of each article, under other numbers.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import accumulate
from multiprocessing.pool import Pool
from pathlib import Path
from random import Random
from typing import Any

from sqlite_utils import Database

from vustacrawl.catalog import open_catalog
from vustacrawl.catalog.articles import StoredArticle, store_article
from vustacrawl.catalog.batch import PAGES_PER_COMMIT
from vustacrawl.catalog.duplicates import link_duplicates
from vustacrawl.catalog.identity import add_aliases
from vustacrawl.catalog.near_duplicates import lsh_bands, text_features
from vustacrawl.catalog.phrase_counts import choose_phrases, count_by_month
from vustacrawl.catalog.phrases import count_phrases, store_phrases
from vustacrawl.catalog.search.indexes import index_articles, index_at_end
from vustacrawl.catalog.sql import transaction
from vustacrawl.demo.text_generator import TextGenerator, load_grammar
from vustacrawl.items import Article, Author, Block, Image

SITES = 150
FIRST_DAY = datetime(2005, 1, 1, tzinfo=timezone(timedelta(hours=7)))
DAYS = 21 * 365
SEEN_AT = "2026-01-01T00:00:00.000Z"
TABLES = ("articles", "article_urls", "paragraphs", "images", "article_authors")
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'articles'"
ALL_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
INDEXES = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> '' AND tbl_name IN ('articles', 'images')"
    " AND name <> 'articles_by_search_key'"
)
"""Those that are faster to build at the end; the search indexes are filled with the help of the one excepted."""
COUNTS = {"month_counts": 3, "section_counts": 4, "day_counts": 2, "author_counts": 4, "phrase_counts": 3}
"""For each table of counts, its first column that is not part of its key; every later one is a count too."""
NUMBERING = (
    "INSERT INTO article_numbers SELECT site, number / 60, sum(1 << (59 - number % 60)) FROM articles"
    " WHERE number IS NOT NULL GROUP BY 1, 2"
)
COUNTING = (
    "INSERT INTO month_counts SELECT site, coalesce(substr(published_at, 1, 7), ''), count(*), count(byline),"
    " count(author_initials), count(author_name), count(source_credit), count(lead), sum(body <> ''), count(section),"
    " count(captions), sum(text_words) FROM articles GROUP BY 1, 2",
    "INSERT INTO section_counts SELECT section, site, coalesce(substr(published_at, 1, 4), ''), count(*) FROM articles"
    " WHERE section IS NOT NULL GROUP BY 1, 2, 3",
    "INSERT INTO day_counts SELECT substr(published_at, 1, 10), count(*) FROM articles"
    " WHERE published_at IS NOT NULL GROUP BY 1",
    NUMBERING,
)
INITIALS = ("HT", "NH", "PV", "TL", "MĐ", "KA", "BTH", "QN")
ONSETS = "b c ch d đ g gi h k kh l m n ng nh ph qu r s t th tr v x".split()  # noqa: SIM905
RIMES = "a à á ạ an án ang ăn âm ầu e én ê ệt i o ong ổ ông ơ ời u ung ư ương uyên oai iêm iệp ước".split()  # noqa: SIM905


class Library:
    """Sentences, headlines and names from which articles are generated."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)
        texts = load_grammar("vi")
        generators = [TextGenerator(texts, random, random.randint(2005, 2025)) for _ in range(4000)]
        stories = [[generator.sentence() for _ in range(8)] for generator in generators]
        self.stories = stories
        self.headlines = [generator.line("headline") for generator in generators for _ in range(5)]
        self.leads = [generator.line("lead") for generator in generators for _ in range(3)]
        self.captions = [generator.line("caption") for generator in generators]
        self.people = sorted({generator.fill("{person}") for generator in generators})
        common = Counter(word for story in stories for sentence in story for word in sentence.lower().split())
        self.rare = sorted({made_up_word(random) for _ in range(40_000)})
        random.shuffle(self.rare)
        words = [word for word, _ in common.most_common()] + self.rare
        zipf = [*accumulate(1 / rank for rank in range(3, len(words) + 3))]
        self.drawn = [
            " ".join(random.choices(words, cum_weights=zipf, k=random.randint(12, 28))).capitalize() + "."
            for _ in range(300_000)
        ]

    def article(self, number: int) -> Article:
        """Generate the article with this number: about 330 syllables."""
        random = Random(number)
        site = f"union-{int(SITES * random.random() ** 2)}"
        day = FIRST_DAY + timedelta(days=int(DAYS * random.random() ** 0.7), minutes=random.randrange(1440))
        paragraphs = self.paragraphs(random)
        person = random.choice(self.people)
        initials = random.choice(INITIALS)
        url = f"https://{site}.vn/bai-viet-p{number}.html"
        return Article(
            site,
            url,
            str(number),
            title=f"{random.choice(self.headlines)} {random.choice(self.rare)}",
            published_at=day.isoformat(timespec="seconds"),
            published_raw=f"{day:%d/%m/%Y %H:%M}",
            author_initials=initials,
            byline=initials,
            lead=self.lead(random),
            paragraphs=[Block("paragraph", text) for text in paragraphs],
            images=[Image(f"https://{site}.vn/{number}.jpg", 1, caption=f"{random.choice(self.captions)} {person}")],
            authors=[Author(initials=initials)],
            section="Tin tức",
            language="vi",
        )

    def lead(self, random: Random) -> str:
        """Draw a lead of two sentences."""
        return f"{random.choice(self.leads)} {random.choice(self.drawn)}"

    def paragraphs(self, random: Random) -> list[str]:
        """Draw the text of an article: seven paragraphs of one or two sentences; five sentences are from one story."""
        sentences = [*random.sample(random.choice(self.stories), 5), *random.choices(self.drawn, k=8)]
        random.shuffle(sentences)
        return [" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2)]


def made_up_word(random: Random) -> str:
    """Return two invented syllables, as in names of people and places."""
    return " ".join((random.choice(ONSETS) + random.choice(RIMES)).capitalize() for _ in range(2))


def add_sites(db: Database, names: Sequence[str]) -> None:
    db.conn.executemany(
        "INSERT INTO sites (name, title, url, family, language, timezone)"
        " VALUES (?1, ?1, 'https://' || ?1 || '.vn/', 'vnmedia', 'vi', 'Asia/Ho_Chi_Minh')",
        [(name,) for name in names],
    )


def put(db: Database, article: Article, is_linked: bool = False) -> StoredArticle:
    """Store an article as the crawl does; the search for reposts is optional, because it is measured separately."""
    stored = store_article(db, article, known_id=None, capture_id=None, seen_at=SEEN_AT, parser="benchmark/1")
    add_aliases(db, stored.id, [article.url])
    if is_linked:
        link_duplicates(db, stored)
    return stored


@cache
def shared_library() -> Library:
    """Return the library of all generated catalogs."""
    return Library(1)


def bands_of(number: int) -> list[int]:
    """Return the bands by which near-duplicates of an article are found: half the work, for another process."""
    article = shared_library().article(number)
    return lsh_bands(text_features(" ".join(filter(None, (article.lead, article.body)))))


def make(path: Path, count: int) -> None:
    """Create a catalog of this many articles, as after a crawl; its indexes are filled at the end, in order."""
    if path.exists():
        raise SystemExit(f"{path} exists already")
    library = shared_library()
    with multiprocessing.get_context("fork").Pool(1) as pool:
        _make(path, count, library, pool)


def _make(path: Path, count: int, library: Library, pool: Pool) -> None:
    db = open_catalog(path)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA foreign_keys = OFF")  # millions of bands would each look for their article, all over the file
    db.execute("PRAGMA cache_size = -400000")
    triggers = db.execute(TRIGGERS).fetchall()
    began = time.perf_counter()
    add_sites(db, [f"union-{at}" for at in range(SITES)])
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    db.execute("CREATE TEMP TABLE bands (band INTEGER, article_id INTEGER)")
    for first in range(1, count + 1, 20_000):
        db.execute("BEGIN")
        numbers = range(first, min(first + 20_000, count + 1))
        for number, bands in zip(numbers, pool.imap(bands_of, numbers, chunksize=100), strict=True):
            put(db, library.article(number))
            db.conn.executemany("INSERT INTO bands VALUES (?, ?)", [(band, number) for band in bands])
        db.execute("COMMIT")
    print(f"{count} articles stored in {time.perf_counter() - began:.0f} s", flush=True)
    db.execute("INSERT OR IGNORE INTO article_bands SELECT band, article_id FROM bands ORDER BY band, article_id")
    print(f"bands after {time.perf_counter() - began:.0f} s", flush=True)
    index_articles(db, "true")
    for statement in COUNTING:
        db.execute(statement)
    for _, sql in triggers:
        db.execute(sql)
    count_all_phrases(db)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print(f"{path}: {path.stat().st_size / 1e9:.1f} GB after {time.perf_counter() - began:.0f} s")


def count_all_phrases(db: Database) -> None:
    """Choose the phrases, and count the frequent ones where they are not counted yet, as crawls do in the end."""
    began = time.perf_counter()
    counts = count_phrases(db)
    store_phrases(db, counts)
    print(f"{len(counts.phrases)} phrases counted in {time.perf_counter() - began:.1f} s", flush=True)
    choose_phrases(db, counts.frequent)
    count_by_month(db, lambda: transaction(db), seconds=float("inf"))
    print(f"{len(counts.frequent)} words and phrases by month after {time.perf_counter() - began:.0f} s", flush=True)


def repeat(path: Path, times: int) -> None:
    """Copy each article of a generated catalog, on the same site and day, until there are ``times`` as many."""
    db = open_catalog(path)
    for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -400000", "temp_store = FILE"):
        db.execute(f"PRAGMA {pragma}")
    began = time.perf_counter()
    dropped = db.execute(ALL_TRIGGERS).fetchall(), db.execute(INDEXES).fetchall()
    for kind, things in zip(("TRIGGER", "INDEX"), dropped, strict=True):
        for name, _ in things:
            db.execute(f"DROP {kind} {name}")
    count = db.execute("SELECT max(id) FROM articles").fetchone()[0]
    for shift in range(count, count * times, count):
        for first in range(1, count + 1, 20_000):
            with transaction(db):
                copy(db, first, min(first + 19_999, count), shift)
        print(f"{count + shift} articles after {time.perf_counter() - began:.0f} s", flush=True)
        db.execute("CREATE TEMP TABLE IF NOT EXISTS copies (shift INTEGER)")
        db.execute("INSERT INTO copies VALUES (?)", (shift,))
    db.execute("INSERT INTO article_bands SELECT band, article_id + shift FROM article_bands, copies ORDER BY 1, 2")
    for table, first_count in COUNTS.items():
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")][first_count - 1 :]
        db.execute(f"UPDATE {table} SET " + ", ".join(f"{column} = {column} * {times}" for column in columns))
    db.execute("DELETE FROM article_numbers")
    db.execute(NUMBERING)
    for things in dropped:
        for _, sql in things:
            db.execute(sql)
    count_all_phrases(db)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print(f"{path}: {path.stat().st_size / 1e9:.1f} GB after {time.perf_counter() - began:.0f} s")


def copy(db: Database, first: int, last: int, shift: int) -> None:
    """Copy these articles and what belongs to them, bands excepted, and index the copies."""
    for table in TABLES:
        key = key_of(table)
        shifted = {
            key: f"{key} + :shift",
            "native_id": f"CAST({key} + :shift AS TEXT)",
            "public_id": f"site || '/' || ({key} + :shift)",
            "url": f"replace(replace(url, '-p' || {key} || '.', '-p' || ({key} + :shift) || '.'),"
            f" '/' || {key} || '.', '/' || ({key} + :shift) || '.')",
        }
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(shifted.get(column, column) for column in columns)
        db.execute(
            f"INSERT INTO {table} ({', '.join(columns)})"
            f" SELECT {values} FROM {table} WHERE {key} BETWEEN :first AND :last",
            {"first": first, "last": last, "shift": shift},
        )
    copies = f"SELECT search_key FROM articles WHERE id BETWEEN {first + shift} AND {last + shift}"
    index_articles(db, f"search_key IN ({copies})")


def compare_storing(count: int, into: Path | None) -> None:
    """Measure articles stored per CPU second by the catalog, and by a plain ``executemany`` of the same rows.

    Both fill the same indexes, search included. ``into`` is a large catalog, which is left unchanged.
    """
    library = shared_library()
    articles = [library.article(90_000_000 + number) for number in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        db = open_catalog(into or Path(folder) / "c.db")
        if not into:
            add_sites(db, [f"union-{at}" for at in range(SITES)])
        size, last = db.execute("SELECT count(*), max(id) FROM articles").fetchone()
        for is_linked in (False, True):
            tables = (*TABLES, "article_bands") if is_linked else TABLES
            db.execute("BEGIN IMMEDIATE")
            began = time.process_time()
            for first in range(0, count, PAGES_PER_COMMIT):
                with index_at_end(db):
                    for article in articles[first : first + PAGES_PER_COMMIT]:
                        put(db, article, is_linked)
            ours = count / (time.process_time() - began)
            rows = {table: rows_of(db, table, last or 0) for table in tables}
            db.execute("ROLLBACK")
            db.execute("BEGIN IMMEDIATE")
            began = time.process_time()
            for table, (columns, values) in rows.items():
                marks = ", ".join("?" * len(columns))
                db.conn.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
            bare = count / (time.process_time() - began)
            db.execute("ROLLBACK")
            what = "stored, near-duplicates looked for" if is_linked else "stored"
            rates = f"{ours:.0f} a second of CPU {what}; {bare:.0f} by executemany: {ours / bare:.2f} x"
            print(f"{count} articles into {size}: {rates}")
        db.close()


def rows_of(db: Database, table: str, after: int) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The rows of the articles that came after this one."""
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    return columns, db.execute(
        f"SELECT {', '.join(columns)} FROM {table} WHERE {key_of(table)} > ?", (after,)
    ).fetchall()


def key_of(table: str) -> str:
    return "id" if table == "articles" else "article_id"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("what", choices=["make", "repeat", "store"])
    options.add_argument("file", type=Path, nargs="?", help="for make and repeat; for store, a large catalog")
    options.add_argument("--articles", type=int, default=10_000)
    options.add_argument("--times", type=int, default=4, help="for repeat: how many times as many articles")
    chosen = options.parse_args()
    if chosen.what == "make":
        make(chosen.file, chosen.articles)
    elif chosen.what == "repeat":
        repeat(chosen.file, chosen.times)
    else:
        compare_storing(chosen.articles, chosen.file)


if __name__ == "__main__":
    main()
