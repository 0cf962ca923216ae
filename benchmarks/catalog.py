"""A catalog of made-up articles, for the other measurements; and how fast articles are stored.

``python -m benchmarks.catalog make FILE --articles 1000000`` makes one, ``… store`` measures. Half of the sentences are
the demo's Vietnamese; the other half is drawn by Zipf's law from its words and 30,000 made-up ones, so that there are
common, less common and rare words. Equal numbers give equal articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from itertools import accumulate
from random import Random

from sqlite_utils import Database

from vustacrawl.demo.grammar import Teller, read_texts
from vustacrawl.items import Article, Author, Block, Image

SITES = 150
FIRST_DAY = datetime(2005, 1, 1, tzinfo=timezone(timedelta(hours=7)))
DAYS = 21 * 365
SEEN_AT = "2026-01-01T00:00:00.000Z"
INITIALS = ("HT", "NH", "PV", "TL", "MĐ", "KA", "BTH", "QN")
ONSETS = [
    "b",
    "c",
    "ch",
    "d",
    "đ",
    "g",
    "gi",
    "h",
    "k",
    "kh",
    "l",
    "m",
    "n",
    "ng",
    "nh",
    "ph",
    "qu",
    "r",
    "s",
    "t",
    "th",
    "tr",
    "v",
    "x",
]
RIMES = [
    "a",
    "à",
    "á",
    "ạ",
    "an",
    "án",
    "ang",
    "ăn",
    "ắng",
    "âm",
    "ầu",
    "e",
    "én",
    "ê",
    "ệt",
    "i",
    "ín",
    "o",
    "ong",
    "ổ",
    "ông",
    "ơ",
    "ời",
    "u",
    "ung",
    "ư",
    "ương",
    "y",
    "uyên",
    "oai",
    "iêm",
    "iệp",
    "ước",
]


class Library:
    """Sentences, headlines and names to make articles of."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)
        texts = read_texts("vi")
        tellers = [Teller(texts, random, random.randint(2005, 2025)) for _ in range(4000)]
        told = [[teller.sentence() for _ in range(8)] for teller in tellers]
        self.stories = told
        self.headlines = [teller.line("headline") for teller in tellers for _ in range(5)]
        self.leads = [teller.line("lead") for teller in tellers for _ in range(3)]
        self.captions = [teller.line("caption") for teller in tellers]
        self.people = sorted({teller.say("{person}") for teller in tellers})
        common = Counter(word for story in told for sentence in story for word in sentence.lower().split())
        self.rare = sorted({made_up_word(random) for _ in range(40_000)})
        random.shuffle(self.rare)
        words = [word for word, _ in common.most_common()] + self.rare
        zipf = [*accumulate(1 / rank for rank in range(3, len(words) + 3))]
        self.drawn = [
            " ".join(random.choices(words, cum_weights=zipf, k=random.randint(12, 28))).capitalize() + "."
            for _ in range(300_000)
        ]

    def article(self, number: int) -> Article:
        """The article of that number: about 330 syllables in six paragraphs."""
        random = Random(number)
        site = f"union-{int(SITES * random.random() ** 2)}"
        day = FIRST_DAY + timedelta(days=int(DAYS * random.random() ** 0.7), minutes=random.randrange(1440))
        sentences = [*random.sample(random.choice(self.stories), 5), *random.choices(self.drawn, k=8)]
        random.shuffle(sentences)
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
            lead=f"{random.choice(self.leads)} {random.choice(self.drawn)}",
            paragraphs=[Block("paragraph", " ".join(part)) for part in batched_sentences(sentences)],
            images=[Image(f"https://{site}.vn/{number}.jpg", 1, caption=f"{random.choice(self.captions)} {person}")],
            authors=[Author(initials=initials)],
            section="Tin tức",
            language="vi",
        )


def batched_sentences(sentences: Sequence[str]) -> Iterator[Sequence[str]]:
    return (sentences[at : at + 2] for at in range(0, len(sentences), 2))


def made_up_word(random: Random) -> str:
    """Two made-up syllables, as names of persons and places are."""
    return " ".join((random.choice(ONSETS) + random.choice(RIMES)).capitalize() for _ in range(2))


def add_sites(db: Database, names: Sequence[str]) -> None:
    db.conn.executemany(
        "INSERT INTO sites (name, title, url, family, language, timezone)"
        " VALUES (?1, ?1, 'https://' || ?1 || '.vn/', 'vnmedia', 'vi', 'Asia/Ho_Chi_Minh')",
        [(name,) for name in names],
    )
