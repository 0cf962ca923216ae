"""Near-duplicates on labelled pairs: recall, precision and cost.

Every Vietnamese article of the demo's first site is reposted five times, once with each change that the demo's
editors make; and 40 forms are filled in ten times each: notices that differ in dates, numbers, names and places, and
are not reposts of each other. ``--catalog FILE`` (made by ``benchmarks.catalog make``) adds the cost of an article.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from copy import copy
from itertools import combinations
from pathlib import Path
from random import Random

from benchmarks.catalog import Library, add_sites, put
from vustacrawl.catalog import open_catalog
from vustacrawl.catalog.duplicates import link_duplicates
from vustacrawl.catalog.near_duplicates import MIN_SHARED, MIN_SHARED_NUMBERS, TextFeatures, _share, text_features
from vustacrawl.demo import Federation
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.reposts import CHANGES, near_repost
from vustacrawl.demo.text_generator import TextGenerator, load_grammar
from vustacrawl.items import Article, Block

Labelled = tuple[Article, str | None, str]
"""An article, the URL that it is a repost of, and what was changed."""

FORM = (
    "{Host} trân trọng thông báo đến các hội thành viên, các sở, ban, ngành và đơn vị trực thuộc kế hoạch tổ chức"
    " {event} năm {next-year}.",
    "Thời gian: từ 8 giờ ngày {day}/{month}/{next-year}. Địa điểm: hội trường {body}, {place}.",
    "Thành phần tham dự gồm đại diện lãnh đạo, cán bộ phụ trách và các chuyên gia; mỗi đơn vị cử {few} đại biểu.",
    "Đề nghị các đơn vị gửi danh sách đại biểu về văn phòng trước ngày {day}/{month}, qua đường bưu điện hoặc thư"
    " điện tử, ghi rõ họ tên, chức vụ và số điện thoại liên hệ.",
    "Mọi chi tiết xin liên hệ {title} {person}, điện thoại {count} {count}, trong giờ hành chính.",
    "Kinh phí đi lại và lưu trú của đại biểu do đơn vị cử đi chi trả theo chế độ hiện hành.",
    "Ban tổ chức rất mong nhận được sự quan tâm, phối hợp và tham gia đầy đủ của các đơn vị để {event} thành công.",
)


def article_of(story: DemoArticle, number: int) -> Article:
    record = story.record
    return Article(
        "reposts",
        f"https://reposts.vn/p{number}.html",
        str(number),
        title=story.title,
        published_at=f"{story.published:%Y-%m-%dT%H:%M}:00+07:00",
        lead=story.lead,
        paragraphs=[Block(block["kind"], block["text"]) for block in record["paragraphs"]],
    )


def labelled() -> Iterator[Labelled]:
    federation = Federation()
    used = {near.url for near in federation.near_duplicates} | {url for url, _ in federation.duplicates}
    vusta, _, *others = federation.sites
    homes = [story for site in others for story in site.articles]
    number = 0
    for at, story in enumerate(vusta.articles):
        if story.url in used:
            continue
        number += 1
        original = article_of(story, number)
        yield original, None, "original"
        for change in range(len(CHANGES)):
            repost = copy(homes[(at * len(CHANGES) + change) % len(homes)])
            near = near_repost(story, repost, change)
            number += 1
            yield article_of(repost, number), original.url, near.change
    texts = load_grammar("vi")
    for form in range(40):
        parts = Random(form).sample(FORM, 6)
        for filling in range(10):
            generator = TextGenerator(texts, Random(1000 * form + filling), 2015 + filling)
            number += 1
            yield (
                Article(
                    "reposts",
                    f"https://reposts.vn/p{number}.html",
                    str(number),
                    title=generator.line("notice-headline"),
                    published_at=f"{2015 + filling}-01-0{1 + form % 9}",
                    paragraphs=[Block("paragraph", generator.fill(part)) for part in parts],
                ),
                None,
                f"form {form}",
            )


def report() -> None:
    pairs = list(labelled())
    texts = {
        article.url: text_features(" ".join(filter(None, (article.lead, article.body)))) for article, _, _ in pairs
    }
    distances(pairs, texts)
    with tempfile.TemporaryDirectory() as folder:
        db = open_catalog(Path(folder) / "c.db")
        add_sites(db, ["reposts"])
        db.execute("BEGIN")
        Random(1).shuffle(pairs)
        for article, _, _ in pairs:
            put(db, article, is_linked=True)
        linked = dict(
            db.execute(
                "SELECT a.url, o.url FROM duplicates JOIN articles AS a ON a.id = article_id"
                " JOIN articles AS o ON o.id = of"
            ).fetchall()
        )
        db.close()
    found, all_of = Counter[str](), Counter[str]()
    right = 0
    for article, original, change in pairs:
        all_of[change] += original is not None
        found[change] += original is not None and linked.get(article.url) == original
        right += original is not None and linked.get(article.url) == original
    print(f"{len(pairs)} articles, {sum(all_of.values())} of them reposts, stored in a random order")
    for change in (change.__name__ for change in CHANGES):
        print(f"  {change:22} recall {found[change] / all_of[change]:.3f}  ({found[change]} of {all_of[change]})")
    print(f"  all: recall {right / sum(all_of.values()):.3f}, precision {right / len(linked):.3f}")


def distances(pairs: list[Labelled], texts: dict[str, TextFeatures]) -> None:
    """Print how far reposts differ from other pairs, by both measures."""
    of = {article.url: original or article.url for article, original, _ in pairs}
    form = {article.url for article, _, change in pairs if change.startswith("form")}
    measured: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for one, other in combinations(texts, 2):
        is_repost = of[one] == other or of[other] == one
        are_notices = one in form and other in form
        if is_repost or of[one] != of[other]:
            kind = "reposts" if is_repost else "notices" if are_notices else "different articles"
            both = texts[one], texts[other]
            measured[kind].append((_share(*(text.shingles for text in both)), _share(*(text.numbers for text in both))))
    for kind, shares in measured.items():
        words, numbers = (
            [round(quantile, 2) for quantile in quantiles(column)] for column in zip(*shares, strict=True)
        )
        print(f"{kind}: {len(shares)} pairs; shared of the fewer shingles {words}, numbers {numbers}")
    print("  (least, 1 %, median, 99 %, most)")
    print(f"had MIN_SHARED ({MIN_SHARED}) been another, with MIN_SHARED_NUMBERS {MIN_SHARED_NUMBERS}, by pairs:")
    others = [pair for kind, shares in measured.items() if kind != "reposts" for pair in shares]
    for least in (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8):
        found, wrong = (
            sum(words >= least and numbers >= MIN_SHARED_NUMBERS for words, numbers in pairs)
            for pairs in (measured["reposts"], others)
        )
        recall, precision = found / len(measured["reposts"]), found / (found + wrong)
        print(f"  {least:.2f}  recall {recall:.3f}  precision {precision:.3f}  ({wrong} of {len(others)} pairs wrong)")


def quantiles(values: Sequence[float]) -> list[float]:
    values = sorted(values)
    return [values[round(part * (len(values) - 1))] for part in (0, 0.01, 0.5, 0.99, 1)]


def cost(path: Path, count: int = 400) -> None:
    """Measure the cost of linking articles that are new to this catalog, a tenth of them reposts."""
    db = open_catalog(path)
    library = Library(1)
    size = db.execute("SELECT count(*) FROM articles").fetchone()[0]
    took = []
    db.execute("BEGIN")
    for number in range(count):
        article = library.article(90_000_000 + number)
        if number % 10 == 0:
            article.paragraphs = library.article(1 + number * 7).paragraphs
        stored = put(db, article)
        began = time.perf_counter()
        link_duplicates(db, stored)
        took.append(1000 * (time.perf_counter() - began))
    linked = db.execute("SELECT count(*) FROM duplicates WHERE article_id > ?", (size,)).fetchone()[0]
    db.execute("ROLLBACK")
    print(
        f"{size} articles: {statistics.median(took):.2f} ms median, {statistics.mean(took):.2f} ms mean,"
        f" {statistics.quantiles(took, n=20)[-1]:.2f} ms p95 a new article; {linked} of {count} linked"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--catalog", type=Path, action="append", default=[])
    chosen = options.parse_args()
    report()
    for path in chosen.catalog:
        cost(path)


if __name__ == "__main__":
    main()
