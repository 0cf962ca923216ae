"""The made-up federation: four sites, their articles, and what must come out of each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from vustacrawl.demo import vnmedia
from vustacrawl.demo.grammar import Grammar
from vustacrawl.demo.story import Answer, Picture, Story
from vustacrawl.sites import Profile, read_profile

PER_LISTING = 15
FIRST_DAY = datetime.fromisoformat("2012-01-03T08:05")
"""Local time, as pages print it."""
INITIALS = ("HT", "NH", "PV", "TL", "MĐ")
PROFILES = {
    "demo-vusta": """title = "Liên hiệp hội (demo)"
family = "vnmedia"
url = "http://vusta.demo.test/"
article_url = '-p(?P<id>\\d+)\\.html$'
listings = ["http://vusta.demo.test/tin-tuc-su-kien-c37.html"]
""",
    "demo-vusta-en": """title = "VUSTA in English (demo)"
family = "vnmedia"
url = "http://en.vusta.demo.test/"
article_url = '-p(?P<id>\\d+)\\.html$'
listings = ["http://en.vusta.demo.test/news-c1.html"]
language = "en"
""",
    "demo-nukeviet": """title = "Liên hiệp hội tỉnh (demo)"
family = "nukeviet"
url = "http://lienhiephoi.demo.test/"
article_url = '/news/tin-tuc/[^/]+-(?P<id>\\d+)\\.html$'
listings = ["http://lienhiephoi.demo.test/vi/news/tin-tuc/"]
sitemaps = ["http://lienhiephoi.demo.test/sitemap-vi.xml"]
""",
    "demo-wordpress": """title = "Hội khoa học kỹ thuật (demo)"
family = "wordpress"
url = "http://hoikhkt.demo.test/"
article_url = '^http://hoikhkt\\.demo\\.test/(?!page/|feed/|wp-|admin/)[^/?]+/$'
listings = ["http://hoikhkt.demo.test/"]
sitemaps = ["http://hoikhkt.demo.test/wp-sitemap.xml"]
""",
}
POLITENESS = "[politeness]\ndelay = 0 # one's own server\nconcurrency = 4\n"


@dataclass
class DemoSite:
    """One site: its profile's text, its stories, and the pages that are no article."""

    name: str
    toml: str
    base: str
    stories: list[Story] = field(default_factory=list)
    oddities: dict[str, Answer] = field(default_factory=dict)
    linked: list[str] = field(default_factory=list)
    """Paths that the first listing names besides its articles."""


class Federation:
    """All sites of the demo; equal wherever it is made."""

    def __init__(self) -> None:
        counts = {"demo-vusta": 120, "demo-vusta-en": 40, "demo-nukeviet": 80, "demo-wordpress": 60}
        self.sites = [self._site(name, count) for name, count in counts.items()]
        by_name = {site.name: site for site in self.sites}
        self.duplicates = self._repost(by_name["demo-vusta"].stories[10], by_name["demo-wordpress"].stories[5])
        for site in self.sites:
            site.oddities["/robots.txt"] = Answer(200, "User-agent: *\nDisallow: /admin/\n", "text/plain")
        self._add_oddities(by_name["demo-vusta"])

    @property
    def truth(self) -> list[dict[str, Any]]:
        """The expected record of every article."""
        return [story.record for site in self.sites for story in site.stories]

    def edit(self) -> Story:
        """Change one article, as an editor would."""
        story = self.sites[0].stories[20]
        story.title += " (cập nhật)"
        story.paragraphs[0] += " Tin được bổ sung số liệu mới."
        return story

    def write_profiles(self, folder: Path) -> list[Profile]:
        """Write each site's profile as a TOML file; the profiles as read back."""
        folder.mkdir(parents=True, exist_ok=True)
        files = [folder / f"{site.name}.toml" for site in self.sites]
        for site, file in zip(self.sites, files, strict=True):
            file.write_text(site.toml + POLITENESS, "utf-8")
        return [read_profile(file) for file in files]

    def _site(self, name: str, count: int) -> DemoSite:
        toml = PROFILES[name]
        base = re.findall(r'^url = "(.*)/"$', toml, re.M)[0]
        site = DemoSite(name, toml, base)
        random = Random(name)
        grammar = Grammar(random, "en" if name.endswith("-en") else "vi")
        site.stories = [make_story(site, grammar, random, number) for number in range(1, count + 1)]
        return site

    def _repost(self, original: Story, repost: Story) -> list[tuple[str, str]]:
        repost.title, repost.lead, repost.paragraphs = original.title, original.lead, [*original.paragraphs]
        repost.published = max(original.published, repost.published) + timedelta(days=1)
        repost.pictures = []
        return [(repost.url, original.url)]

    def _add_oddities(self, vusta: DemoSite) -> None:
        moved, twin = vusta.stories[30], vusta.stories[31]
        vusta.oddities |= {
            "/bai-cu-da-doi-ten-p8888.html": Answer(301, "", location=moved.url),
            "/khong-con-p99990.html": Answer(404, "<h1>404</h1>"),
            f"/chitiet/tin/{twin.slug}-p{twin.number}.html": Answer(200, vnmedia.article(twin)),
            "/admin/sua-p99991.html": Answer(200, "<h1>admin</h1>"),
        }
        vusta.linked = [*vusta.oddities]


def make_story(site: DemoSite, grammar: Grammar, random: Random, number: int) -> Story:
    """One article, drawn from the grammar."""
    family = re.findall(r'^family = "(.*)"$', site.toml, re.M)[0]
    title = grammar.title(number)
    slug = slug_of(title)
    paths: dict[str, Callable[[], tuple[str, str | None]]] = {
        "vnmedia": lambda: (f"/{slug}-p{9000 + number}.html", str(9000 + number)),
        "nukeviet": lambda: (f"/vi/news/tin-tuc/{slug}-{number}.html", str(number)),
        "wordpress": lambda: (f"/{slug}/", str(500 + number)),
    }
    path, native_id = paths[family]()
    published = FIRST_DAY + timedelta(days=17 * number + random.randint(0, 9), minutes=random.randint(0, 600))
    count = random.randint(4, 9)
    pictures = [
        Picture(
            url=f"{site.base}/images/{published:%Y/%m/%d}/9{number:03}-{int(published.timestamp())}-{at}.jpg",
            after=at * 2,
            caption=grammar.caption(),
        )
        for at in range(random.randint(0, 2))
    ]
    return Story(
        site=site.name,
        url=site.base + path,
        number=9000 + number if family == "vnmedia" else number,
        native_id=native_id,
        slug=slug,
        title=title,
        published=published,
        author=None if number % 13 == 0 else random.choice(INITIALS) if family == "vnmedia" else grammar.person(),
        lead=grammar.lead(number),
        paragraphs=[grammar.paragraph() for _ in range(count)],
        pictures=pictures,
        language=grammar.language,
        dated=number % 29 != 0,
    )


def slug_of(title: str) -> str:
    """A Vietnamese slug without marks."""
    bare = unicodedata.normalize("NFD", title.replace("đ", "d").replace("Đ", "D"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in bare.lower() if not unicodedata.combining(c))).strip("-")
