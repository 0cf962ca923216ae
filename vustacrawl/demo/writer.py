"""Writes a site's articles: draws their words, their date lines, bylines, pictures and oddities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from random import Random
from unicodedata import combining, normalize

from vustacrawl.demo.blocks import Block, Figure, Line, Picture
from vustacrawl.demo.figures import centred_below
from vustacrawl.demo.genres import GENRES
from vustacrawl.demo.grammar import Teller, Texts, read_texts
from vustacrawl.demo.signatures import UNSIGNED
from vustacrawl.demo.story import Layout, Story
from vustacrawl.items import AttachedFile

PLACEHOLDER = "tm-img-alt"


class Writer:
    """Writes for one site, always the same; ``first`` and ``last`` are the times between which it publishes."""

    def __init__(self, site: str, base: str, language: str) -> None:
        self.site, self.base, self.language = site, base, language
        self.random = Random(site)
        self.texts: Texts = read_texts(language)
        self._titles: set[str] = set()

    def write(self, layout: Layout, number: int, published: datetime) -> Story:
        """The article with this number."""
        draw = self.random
        tell = Teller(self.texts, draw, published.year)
        rule = draw.choices([*GENRES], [often for _, often in GENRES.values()])[0]
        title = self._fresh_title(tell, rule)
        slug = slug_of(title)
        path, native_id = layout.address(number, slug)
        lead = None if number % 23 == 0 else self._lead(tell)
        pictures = (layout.picture(self.base, slug, number, at, published) for at in range(1, 10))
        body = GENRES[rule][0](tell)
        return Story(
            site=self.site,
            url=self.base + path,
            number=number,
            native_id=native_id,
            slug=slug,
            layout=layout,
            title=title,
            published=published,
            modified=published,
            date=None if number % 29 == 0 else draw.choice(layout.DATES)(published),
            signature=UNSIGNED if number % 13 == 0 else draw.choice(layout.SIGNATURES)(tell),
            lead=lead,
            body=self._illustrated(body, tell, layout, pictures, title),
            section=tell.topic["section"] if "section" in layout.PRINTS else None,
            language=self.language,
            tell=tell,
            tags=[*tell.topic["tags"]] if "tags" in layout.PRINTS else [],
            files=self._files(tell, slug) if "files" in layout.PRINTS and rule == "notice-headline" else [],
            repeats_lead=number % 19 == 0,
            decomposed=number % 31 == 0,
        )

    def _fresh_title(self, tell: Teller, rule: str) -> str:
        while (title := tell.line(rule)) in self._titles:
            pass
        self._titles.add(title)
        return title

    def _lead(self, tell: Teller) -> str:
        prefix = tell.line("agency") if self.random.random() < 0.1 else ""
        return prefix + tell.line("lead")

    def _files(self, tell: Teller, slug: str) -> list[AttachedFile]:
        names = tell.lines("file", self.random.randint(1, 2))
        return [AttachedFile(f"{self.base}/uploads/van-ban/{slug_of(name)}-{slug[:20]}.pdf", name) for name in names]

    def _illustrated(
        self, body: list[Block], tell: Teller, layout: Layout, pictures: Iterator[Picture], title: str
    ) -> list[Block]:
        """The body with up to three figures, never inside a list or a poem."""
        places = [at for at in range(len(body)) if at == 0 or not _belong_together(body[at - 1], body[at])]
        chosen = self.random.sample(places, min(len(places), self.random.choice((0, 1, 1, 1, 2, 3))))
        illustrated: list[Block] = []
        for at, block in enumerate(body):
            if at in chosen:
                illustrated.append(self._figure(tell, layout, pictures, title))
            illustrated.append(block)
        return illustrated

    def _figure(self, tell: Teller, layout: Layout, pictures: Iterator[Picture], title: str) -> Figure:
        draw = self.random
        caption, credit = tell.line("caption"), None
        if draw.random() < 0.25:
            credit = tell.line("person") if draw.random() < 0.5 else "khoahocdoisong.vn"
            label = f"{tell.line('photo')}: {credit}"
            caption += f" - {label}" if " " in credit else f" ({label})"
        first = next(pictures)
        alt = draw.choice((PLACEHOLDER, f"{title} - Ảnh 1", first.url.rpartition("/")[2], caption, "", None))
        form = draw.choice(layout.FIGURES)
        shown: tuple[Picture, ...] = (replace(first, alt=alt),)
        lines: tuple[str, ...] = (caption,)
        oddity = draw.random()
        if form is centred_below and oddity < 0.2:
            shown = (*shown, replace(next(pictures), alt=PLACEHOLDER))
        elif form is centred_below and oddity < 0.3 and credit is None:
            lines = (caption, tell.line("caption"))
        elif oddity > 0.9:
            lines, credit = (), None
        return Figure(shown, form, lines, credit)


def _belong_together(above: Block, below: Block) -> bool:
    kinds = [block.kind for block in (above, below) if isinstance(block, Line)]
    return len(kinds) == 2 and kinds[0] == kinds[1] and kinds[0] in ("list_item", "verse")


def slug_of(title: str) -> str:
    """A Vietnamese slug without marks."""
    bare = normalize("NFD", title.replace("đ", "d").replace("Đ", "D"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in bare.lower() if not combining(c))).strip("-")
