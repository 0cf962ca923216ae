"""Duration of searches: ``python -m benchmarks.search FILE``; ``benchmarks.catalog make`` creates the file.

Each query runs as in ``vustacrawl search``: twenty hits with their snippets, and their total number; then its
facets are counted, as ``--json`` and the web do: matches by site, year, author and section. For comparison, plain FTS5
ranks the same words by bm25. Kinds of queries: words that are in most articles; invented names,
which are in few; phrases, and words as people type them; several common words that are never adjacent; words and
prefixes of two letters; a site and a year; the title alone; exact marks.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from sqlite_utils import Database

from benchmarks.catalog import Library
from vustacrawl.catalog import read_catalog
from vustacrawl.catalog.search import Field, search
from vustacrawl.cli.search import MAX_COUNTED

QUERIES = 40
PAGE = 20
Query = tuple[str, dict[str, Any]]
Times = tuple[float, float, float]
"""Milliseconds to the first page, the CPU time of that, and the CPU time including the facets."""


def kinds() -> dict[str, list[Query]]:
    """The queries of each kind."""
    library, random = Library(1), Random(5)
    sentences = [sentence.rstrip(".").split() for story in library.stories for sentence in story]
    counted = Counter(word.lower() for sentence in sentences for word in sentence if word.isalpha())
    common = [word for word, _ in counted.most_common(2 * QUERIES)]
    short = [word for word, _ in counted.most_common() if len(word) == 2][: QUERIES // 2]
    long = [sentence for sentence in sentences if len(sentence) > 8]

    def words(count: int) -> Iterator[str]:
        for sentence in random.sample(long, QUERIES):
            at = random.randrange(len(sentence) - count)
            yield " ".join(sentence[at : at + count])

    return {
        "common": [(word, {}) for word in common[:QUERIES]],
        "rare": [(f'"{name}"', {}) for name in random.sample(library.rare, QUERIES)],
        "rare, no quotes": [(name, {}) for name in random.sample(library.rare, QUERIES)],
        "phrase": [(f'"{phrase}"', {}) for phrase in words(3)],
        "as typed": [(" ".join(phrase.split()).lower(), {}) for phrase in words(4)],
        "scattered": [(" ".join(random.sample(common, 3)), {}) for _ in range(QUERIES)],
        "parted, loose": [(f"{phrase} {name}", {}) for phrase, name in zip(words(2), library.rare, strict=False)],
        "operators": [
            (f"{one} OR title:{two} -{three} after:2015", {})
            for one, two, three in zip(words(2), words(1), common, strict=False)
        ],
        "apart": [(phrase, {"apart": True}) for phrase in words(3)],
        "oldest": [(phrase, {"sort": "oldest"}) for phrase in words(2)],
        "two letters": [(word, {}) for word in (*short, *(f"{word}*" for word in short))],
        "by site, year": [
            (word, {"site": f"union-{at}", "since": "2019-01-01", "until": "2019-12-31"})
            for at, word in enumerate(common[:QUERIES])
        ],
        "title only": [(phrase, {"field": "title"}) for phrase in words(2)],
        "exact marks": [(phrase, {"exact_marks": True}) for phrase in words(2)],
    }


def measure(db: Database, query: str, more: dict[str, Any]) -> Times:
    began, worked = time.perf_counter(), time.process_time()
    results = search(db, query, limit=PAGE, quick=True, **more)
    results.count(MAX_COUNTED)
    results.count_apart(MAX_COUNTED)
    first_page, work = time.perf_counter() - began, time.process_time() - worked
    results.count_facets()
    return 1000 * first_page, 1000 * work, 1000 * (time.process_time() - worked)


def ranked(db: Database, query: str, field: Field | None = None, **_: object) -> float:
    """Run the same words with plain FTS5: bm25 reads every match before it knows the best."""
    bare = query.translate(str.maketrans("đĐ", "dD"))
    match = bare if bare.startswith('"') or bare.endswith("*") else " ".join(f'"{word}"' for word in bare.split())
    began = time.perf_counter()
    db.execute(
        "SELECT url, snippet(articles_fts, -1, '[', ']', '…', 24) FROM articles_fts"
        " CROSS JOIN articles ON search_key = articles_fts.rowid WHERE articles_fts MATCH ?"
        f" ORDER BY rank LIMIT {PAGE}",
        (f"{field}: {match}" if field else match,),
    ).fetchall()
    return 1000 * (time.perf_counter() - began)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    options.add_argument("--rounds", type=int, default=3, help="the best time of so many counts")
    options.add_argument("--slowest", action="store_true", help="name the slowest query of each kind")
    chosen = options.parse_args()
    db = read_catalog(chosen.file)
    print(f"{db.execute('SELECT count(*) FROM articles').fetchone()[0]} articles; ms, p50 and p95")
    print(f"  {'':15} {'first page':>15}    {'processor':>15}    {'with facets':>15}    {'bm25':>8}")
    everything: list[Times] = []
    for kind, queries in kinds().items():
        times = [best(measure(db, query, more) for _ in range(chosen.rounds)) for query, more in queries]
        by_rank = [ranked(db, query, **more) for query, more in queries[:: len(queries) // 5]]
        everything += times
        slowest = max(zip(times, queries, strict=True), key=lambda pair: pair[0])
        print(f"  {kind:15} {figures(times)}    {statistics.median(by_rank):8.1f}", end="")
        print(f"    slowest {slowest[0][0]:.0f}: {slowest[1]}" if chosen.slowest else "", flush=True)
    print(f"  {'all':15} {figures(everything)}")


def best(rounds: Iterator[Times]) -> Times:
    first_page, work, with_facets = map(min, zip(*rounds, strict=True))
    return first_page, work, with_facets


def figures(times: list[Times]) -> str:
    columns = zip(*times, strict=True)
    return "    ".join(f"{statistics.median(column):7.1f} {p95(column):7.1f}" for column in columns)


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
