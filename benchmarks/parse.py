"""Read all fields of pages, compared with lxml parsing the same pages; and dates, compared with dateparser.

Pages of about 60 KB with their sites' profiles; the same pages, and pages of about 290 KB, without a profile,
their family detected first. Each page is timed alone, the two readers in turn, in CPU time; a page's figure
is the median of its rounds, a group's the median of its pages.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dateparser  # type: ignore[import-untyped]  # it ships no types
import lxml.html

from benchmarks.surroundings import around
from vustacrawl.demo.federation import Federation
from vustacrawl.demo.layouts.nukeviet4 import NukeViet4
from vustacrawl.demo.layouts.vnmedia import VnMedia
from vustacrawl.demo.layouts.wordpress import WordPress
from vustacrawl.parsers import article_in, open_page, parse_article
from vustacrawl.parsers.detection import family_of_page
from vustacrawl.parsers.fields.dates import find_date
from vustacrawl.sites import unknown_site

MAKERS = {
    "demo-vusta": VnMedia().render_article,
    "demo-nukeviet": NukeViet4().render_article,
    "demo-wordpress": WordPress().render_article,
}
UNKNOWN = unknown_site("https://unknown.example/")
LARGER = 5
DATES = (
    "Thứ tư, 31/12/2025 15:57 (GMT+7)",
    "10/08/2023 10:09",
    "2025-09-29 14:45",
    "05/10/2021 9:28 SA 59 lượt xem",
    "Thứ hai, ngày 19 tháng 10 năm 2020 | 16:4",
    "Cập nhật lúc 23:52, Thứ hai, 04/07/2022 (GMT+7)",
)
SETTINGS = {"DATE_ORDER": "DMY", "TIMEZONE": "Asia/Ho_Chi_Minh", "STRICT_PARSING": True}


def milliseconds(call: Callable[[], Any]) -> float:
    began = time.thread_time_ns()
    call()
    return (time.thread_time_ns() - began) / 1e6


def enlarge(page: bytes) -> bytes:
    """The page with the list in its side column several times."""
    start, end = page.index(b'<ul class="list-news">'), page.rindex(b"</ul>")
    return page[:end] + page[start:end] * LARGER + page[end:]


def read_unknown(url: str, page: bytes) -> None:
    """Read a page as ``vustacrawl parse`` does without a profile."""
    document = open_page(url, page)
    article_in(document, UNKNOWN.model_copy(update={"family": family_of_page(document)}))


def print_group(name: str, pages: list[tuple[bytes, Callable[[], Any]]], rounds: int) -> list[float]:
    """Print a group's medians; each page is its bytes and how to read it. Returns the ratio to lxml of each page."""
    sizes, bare, ours = [], [], []
    for page, read in pages:
        sizes.append(len(page) / 1000)
        pairs = [
            (milliseconds(partial(lxml.html.document_fromstring, page)), milliseconds(read)) for _ in range(rounds)
        ]
        bare.append(statistics.median(pair[0] for pair in pairs))
        ours.append(statistics.median(pair[1] for pair in pairs))
    size, bare_ms, own_ms = (statistics.median(values) for values in (sizes, bare, ours))
    ratios = [mine / plain for mine, plain in zip(ours, bare, strict=True)]
    print(f"{name:20} {size:4.0f} {bare_ms:9.2f} {own_ms:9.2f} {statistics.median(ratios):10.2f} x")
    return ratios


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=int, default=40)
    options.add_argument("--rounds", type=int, default=15)
    chosen = options.parse_args()
    print("group                  KB   lxml ms   ours ms   ours : lxml")
    federation = Federation()
    with TemporaryDirectory() as folder:
        profiles = {profile.name: profile for profile in federation.write_profiles(Path(folder))}
    ratios: list[float] = []
    all_pages: list[tuple[str, bytes]] = []
    for site in federation.sites:
        if site.name not in MAKERS:
            continue
        stories = site.articles[: chosen.pages]
        pages = [
            (story.url, around(MAKERS[site.name](story), site.articles, story.number + 1).encode()) for story in stories
        ]
        profile = profiles[site.name]
        ratios += print_group(
            site.name, [(page, partial(parse_article, url, page, profile)) for url, page in pages], chosen.rounds
        )
        all_pages += pages
    print(f"median ratio of all pages with profiles: {statistics.median(ratios):.2f} x")
    large = [(url, enlarge(page)) for url, page in all_pages]
    for name, group in (("no profile", all_pages), ("no profile, large", large)):
        print_group(name, [(page, partial(read_unknown, url, page)) for url, page in group], chosen.rounds)
    fast = statistics.median(milliseconds(lambda: [find_date(text) for text in DATES]) for _ in range(500))
    slow = statistics.median(
        milliseconds(lambda: [dateparser.parse(text, languages=["vi", "en"], settings=SETTINGS) for text in DATES])
        for _ in range(20)
    )
    print(f"a date: {fast * 1000 / len(DATES):.1f} µs; dateparser {slow * 1000 / len(DATES):.0f} µs")


if __name__ == "__main__":
    main()
