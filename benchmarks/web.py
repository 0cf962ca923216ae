"""Response time of each page: ``python -m benchmarks.web FILE``, a catalog from ``benchmarks.catalog make``.

Requests run in this process, without a network or a browser: routing, SQLite, the page and its headers. Each kind of
page is requested many times with different articles, words and sites; the operating system's file cache stays warm.
The CPU time shows how busy the machine was with other things.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from urllib.parse import quote, urlencode

from benchmarks.processes import percentile
from vustacrawl.web.server import make_datasette
from vustacrawl.workspace import Workspace

WORDS = ("hội", "khoa học", "hoi thao", "đại hội đại biểu", "nghiên cứu", "chuyen doi so", "bảo vệ môi trường")
LIMIT_MS = 200


def kinds(path: Path) -> dict[str, Callable[[Random], str]]:
    """Return addresses of each kind of page, drawn at random from the catalog."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    last = db.execute("SELECT max(id) FROM articles").fetchone()[0]
    sites = [name for (name,) in db.execute("SELECT name FROM sites WHERE name IN (SELECT site FROM month_counts)")]
    years = [year for (year,) in db.execute("SELECT DISTINCT substr(day, 1, 4) FROM day_counts")]
    days = [day for (day,) in db.execute("SELECT day FROM day_counts")]
    authors = [author for (author,) in db.execute("SELECT DISTINCT author FROM author_counts LIMIT 1000")]
    sections = [section for (section,) in db.execute("SELECT DISTINCT section FROM articles WHERE id < 1000")]
    titles = [title for (title,) in db.execute("SELECT title FROM articles WHERE id % 997 = 0 LIMIT 500")]
    phrases = [phrase for (phrase,) in db.execute("SELECT spelling FROM phrases ORDER BY phrase")]
    db.close()

    def search(**values: str) -> str:
        return f"/search?{urlencode(values)}"

    def trends(phrases: list[str], by: str) -> str:
        return f"/trends?{urlencode({'q': ','.join(phrases), 'by': by})}"

    return {
        "home": lambda draw: f"/?year={draw.choice(years)}",
        "search, frequent words": lambda draw: search(q=draw.choice(WORDS)),
        "search, last words of a title": lambda draw: search(q=" ".join(draw.choice(titles).split()[-2:])),
        "search, a phrase": lambda draw: search(q=f'"{" ".join(draw.choice(titles).split()[:3])}"'),
        "search on a site": lambda draw: search(q=draw.choice(WORDS), site=draw.choice(sites)),
        "search in a year": lambda draw: search(q=draw.choice(WORDS), year=draw.choice(years)),
        "search by an author": lambda draw: search(q=draw.choice(WORDS), author=draw.choice(authors)),
        "search in a section": lambda draw: search(q=draw.choice(WORDS), section=draw.choice(sections)),
        "search, page 2 to 20": lambda draw: search(q=draw.choice(WORDS), page=str(draw.randint(2, 20))),
        "a day's articles": lambda draw: search(since=(day := draw.choice(days)), until=day),
        "a site's articles": lambda draw: search(site=draw.choice(sites)),
        "an author's articles": lambda draw: search(author=draw.choice(authors)),
        "all articles": lambda draw: f"/search?page={draw.randint(1, 50)}",
        "counts of all matches": lambda draw: search(q=draw.choice(WORDS)).replace("?", "/facets?"),
        "trends, a frequent phrase": lambda draw: trends([draw.choice(WORDS)], "year"),
        "trends, three phrases": lambda draw: trends(draw.sample(phrases, 3), "year"),
        "trends, three by month": lambda draw: trends(draw.sample(phrases, 3), "month"),
        "people": lambda draw: "/people",
        "sections": lambda draw: "/sections",
        "a section": lambda draw: f"/sections/{quote(draw.choice(sections))}?page={draw.randint(1, 5)}",
        "suggestions": lambda draw: f"/suggest?{urlencode({'q': draw.choice(titles)[: draw.randint(3, 12)]})}",
        "captures of a site": lambda draw: f"/cdx?url={draw.choice(sites)}.vn/*&limit=50",
        "records of OAI-PMH": lambda draw: f"/oai?verb=ListRecords&metadataPrefix=oai_dc&set=site:{draw.choice(sites)}",
        "article": lambda draw: f"/articles/{draw.randint(1, last)}",
        "article as JSON": lambda draw: f"/articles/{draw.randint(1, last)}.json",
        "versions": lambda draw: f"/articles/{draw.randint(1, last)}/versions",
        "sites": lambda draw: "/sites",
        "site": lambda draw: f"/sites/{draw.choice(sites)}",
        "largest site": lambda draw: f"/sites/{sites[0]}",
        "downloads": lambda draw: "/downloads",
    }


async def measure(path: Path, times: int) -> bool:
    """Print the median, 95th percentile and maximum in milliseconds; return whether all p95 are within the limit."""
    is_fast = True
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "vustacrawl.db").symlink_to(path.resolve())
        datasette = make_datasette(Workspace(Path(folder)))
        await datasette.invoke_startup()
        print(f"{'':32}{'p50':>8}{'p95':>8}{'max':>8}{'p95 of the processor':>24}  ms, {times} times each")
        for name, address in kinds(path).items():
            draw = Random(name)
            taken, computed = [], []
            for at in range(times + 3):
                url = address(draw)
                began, processor = time.perf_counter(), time.process_time()
                response = await datasette.client.get(url)
                took = 1000 * (time.perf_counter() - began)
                assert response.status_code in (200, 301, 404), (url, response.status_code)
                if at >= 3:
                    taken.append(took)
                    computed.append(1000 * (time.process_time() - processor))
            p50, p95 = percentile(taken, 0.5), percentile(taken, 0.95)
            is_fast &= p95 <= LIMIT_MS
            busy = percentile(computed, 0.95)
            fault = "" if p95 <= LIMIT_MS else "  over the limit"
            print(f"{name:32}{p50:8.1f}{p95:8.1f}{max(taken):8.1f}{busy:24.1f}{fault}", flush=True)
    return is_fast


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    options.add_argument("--times", type=int, default=60)
    chosen = options.parse_args()
    raise SystemExit(0 if asyncio.run(measure(chosen.file, chosen.times)) else 1)


if __name__ == "__main__":
    main()
