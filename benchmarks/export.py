"""Speed and memory of exports, compared with minimal implementations.

``python -m benchmarks.catalog make FILE --articles 50000`` makes a catalog, ``python -m benchmarks.export FILE``
measures. There are two baselines, without order, files by year, or sums. The least is ``SELECT * FROM articles`` with
each row as a line of JSON: the texts, but no lists. Its fair peer writes the very records of the dumps, every list
asked for by article, as one would in a notebook; their bytes are compared with the export's. Each runs in a process of
its own, in turns, on a catalog that was read once before.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from vustacrawl.catalog import read_catalog
from vustacrawl.export import Compression, export
from vustacrawl.export.records import record_of

BARE = "bare SELECT and orjson"
PEER = "the same records so"
RUNS: dict[str, list[str]] = {
    BARE: [],
    PEER: [],
    "export": [],
    "export --compression gz": ["gz"],
    "export --compression zst": ["zst"],
    "export --csv": ["csv"],
    "export --jsonld": ["jsonld"],
    "export --parquet": ["parquet"],
    "export --sqlite": ["sqlite"],
}


def bare(database: Path, out: Path) -> int:
    """Bytes written."""
    db = read_catalog(database).conn
    rows = db.execute("SELECT * FROM articles")
    keys = [column[0] for column in rows.description]
    with out.open("wb") as file:
        return sum(file.write(orjson.dumps(dict(zip(keys, row, strict=True))) + b"\n") for row in rows)


LISTS = {
    "paragraphs": "SELECT kind, text, cells FROM paragraphs WHERE article_id = ? ORDER BY position",
    "images": "SELECT url, alt, caption, credit, after_paragraph, sha256, width, height FROM images"
    " WHERE article_id = ? ORDER BY position",
    "authors": "SELECT name, initials, role, unit FROM article_authors WHERE article_id = ? ORDER BY position",
    "files": "SELECT url, title, sha256, length FROM files WHERE article_id = ? ORDER BY position",
    "tags": "SELECT tag FROM tags WHERE article_id = ? ORDER BY position",
    "aliases": "SELECT url FROM article_urls WHERE article_id = ? ORDER BY url",
    "duplicate_of": "SELECT articles.url, kind, similarity FROM duplicates JOIN articles ON id = of"
    " WHERE article_id = ?",
    "versions": "SELECT 1 + count(*) AS n FROM article_versions WHERE article_id = ?",
}


def peer(database: Path, out: Path) -> int:
    """Write the records of the dumps with a simple loop; return the bytes written."""
    db = read_catalog(database).conn
    newest = next(iter(db.execute("SELECT max(id) FROM articles")))[0]
    names = list(record_of(read_catalog(database), newest) or {})
    stored = [name for name in names if name not in LISTS]
    keys = {name: [column[0] for column in db.execute(sql, (0,)).description] for name, sql in LISTS.items()}
    written = 0
    with out.open("wb") as file:
        for article, *row in db.execute(f"SELECT id, {', '.join(stored)} FROM articles"):
            record: dict[str, Any] = dict.fromkeys(names) | dict(zip(stored, row, strict=True))
            for name, sql in LISTS.items():
                record[name] = [dict(zip(keys[name], found, strict=True)) for found in db.execute(sql, (article,))]
            for block in record["paragraphs"]:
                cells = block.pop("cells")
                if cells is not None:
                    block["cells"] = orjson.loads(cells)
            record["tags"] = [tag["tag"] for tag in record["tags"]]
            record["aliases"] = [alias["url"] for alias in record["aliases"] if alias["url"] != record["url"]]
            record["duplicate_of"] = next(iter(record["duplicate_of"]), None)
            record["versions"] = record["versions"][0]["n"]
            written += file.write(orjson.dumps(record) + b"\n")
    return written


def whole(database: Path, out: Path, options: list[str]) -> int:
    """Return the bytes of the dump, uncompressed."""
    compressions: tuple[Compression, ...] = ("gz", "zst")
    compression: Compression = next((option for option in compressions if option in options), "none")
    formats = [option for option in options if option not in compressions]
    manifest = export(read_catalog(database), out, compression=compression, formats=formats)
    if compression == "none":
        return sum(entry.bytes for entry in manifest.files if entry.path.startswith("articles/") or formats)
    return manifest.counts.articles


def run(name: str, database: Path, folder: Path) -> None:
    """One measurement, as JSON on stdout."""
    started, used = time.perf_counter(), time.process_time()
    if name in (BARE, PEER):
        written = (bare if name == BARE else peer)(database, folder / "bare.jsonl")
    else:
        written = whole(database, folder / "dump", RUNS[name])
    figures = {
        "bytes": written,
        "seconds": time.perf_counter() - started,
        "cpu": time.process_time() - used,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    print(orjson.dumps(figures).decode())


def measured(name: str, database: Path, scratch: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        command = [sys.executable, "-m", "benchmarks.export", str(database), "--run", name, "--scratch", folder]
        figures: dict[str, float] = orjson.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        return figures


def compare(database: Path, scratch: Path, names: list[str], rounds: int) -> None:
    measured(BARE, database, scratch)  # read the catalog into the system's cache
    found: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            found[name].append(measured(name, database, scratch))
    size = {name: runs[0]["bytes"] for name, runs in found.items()}
    print("the peer's records and the export's:", "equal" if size[PEER] == size["export"] else "NOT equal", "in bytes")
    for name in names:
        if name.startswith("export --compression"):
            size[name] = size["export"]
    rates = {
        name: [median(size[name] / 1e6 / run[of] for run in runs) for of in ("seconds", "cpu")]
        for name, runs in found.items()
    }
    print(
        f"{'':26}{'MB':>8}{'MB/s':>8}{'x bare':>8}{'x peer':>8}{'MB/CPU s':>10}{'x bare':>8}{'x peer':>8}{'peak MB':>9}"
    )
    for name, (rate, cpu_rate) in rates.items():
        peak = max(run["peak"] for run in found[name]) / 1e6
        print(
            f"{name:26}{size[name] / 1e6:8.0f}{rate:8.1f}{rate / rates[BARE][0]:8.2f}{rate / rates[PEER][0]:8.2f}"
            f"{cpu_rate:10.1f}{cpu_rate / rates[BARE][1]:8.2f}{cpu_rate / rates[PEER][1]:8.2f}{peak:9.0f}"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path, help="a catalog")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--only", nargs="*", choices=list(RUNS), help="beside the baseline")
    options.add_argument("--scratch", type=Path, help="where dumps are written, on a disk with room for them")
    options.add_argument("--run", choices=list(RUNS), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.run:
        run(chosen.run, chosen.file, chosen.scratch)
    else:
        others = chosen.only if chosen.only is not None else [name for name in RUNS if name not in (BARE, PEER)]
        compare(
            chosen.file,
            chosen.scratch or Path(tempfile.gettempdir()),
            [BARE, PEER, *dict.fromkeys(["export", *others])],
            chosen.rounds,
        )


if __name__ == "__main__":
    main()
