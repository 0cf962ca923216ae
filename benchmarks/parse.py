"""Read pages of about 60 KB with every field, beside lxml's bare parse of the same pages; and dates beside dateparser.

Each page is timed alone, the two readers in turn, in the processor's time; a page's figure is the median of its rounds,
a family's the median of its pages.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dateparser
import lxml.html

from benchmarks.surroundings import around
from vustacrawl.demo.federation import Federation
from vustacrawl.demo.layouts import nukeviet4, vnmedia, wordpress
from vustacrawl.parsers import parse_article
from vustacrawl.parsers.fields.dates import find_date

MAKERS = {
    "demo-vusta": vnmedia.render_article,
    "demo-nukeviet": nukeviet4.render_article,
    "demo-wordpress": wordpress.render_article,
}
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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=int, default=40)
    options.add_argument("--rounds", type=int, default=15)
    chosen = options.parse_args()
    print("family           KB   lxml ms   ours ms   ours : lxml")
    federation = Federation()
    with TemporaryDirectory() as folder:
        profiles = {profile.name: profile for profile in federation.write_profiles(Path(folder))}
    ratios: list[float] = []
    for site in federation.sites:
        if site.name not in MAKERS:
            continue
        sizes, bare, ours = [], [], []
        for story in site.articles[: chosen.pages]:
            page = around(MAKERS[site.name](story), site.articles, story.number).encode()
            sizes.append(len(page) / 1000)
            pairs = [
                (
                    milliseconds(lambda: lxml.html.document_fromstring(page)),  # noqa: B023 - called at once
                    milliseconds(lambda: parse_article(story.url, page, profiles[site.name])),  # noqa: B023
                )
                for _ in range(chosen.rounds)
            ]
            bare.append(statistics.median(pair[0] for pair in pairs))
            ours.append(statistics.median(pair[1] for pair in pairs))
        ratios += [our / its for our, its in zip(ours, bare, strict=True)]
        size, its, our = (statistics.median(values) for values in (sizes, bare, ours))
        print(f"{site.name:15} {size:4.0f} {its:9.2f} {our:9.2f} {our / its:10.2f} x")
    print(f"median ratio of all pages: {statistics.median(ratios):.2f} x")
    fast = statistics.median(milliseconds(lambda: [find_date(text) for text in DATES]) for _ in range(500))
    slow = statistics.median(
        milliseconds(lambda: [dateparser.parse(text, languages=["vi", "en"], settings=SETTINGS) for text in DATES])
        for _ in range(20)
    )
    print(f"a date: {fast * 1000 / len(DATES):.1f} µs; dateparser {slow * 1000 / len(DATES):.0f} µs")


if __name__ == "__main__":
    main()
