"""Generate a site's articles: text, date lines, bylines, figures and irregularities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from random import Random

from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.article_kinds import ARTICLE_KINDS
from vustacrawl.demo.blocks import Block, Figure, Picture, TextBlock
from vustacrawl.demo.bylines import UNSIGNED
from vustacrawl.demo.caption_templates import centred_below
from vustacrawl.demo.layouts.base import PageLayout
from vustacrawl.demo.text_generator import Grammar, TextGenerator, load_grammar
from vustacrawl.items import AttachedFile
from vustacrawl.text import fold

PLACEHOLDER = "tm-img-alt"


class ArticleGenerator:
    """Generate the articles of one site; equal names of ``site`` give equal articles."""

    def __init__(self, site: str, base: str, language: str) -> None:
        self.site, self.base, self.language = site, base, language
        self.random = Random(site)
        self.texts: Grammar = load_grammar(language)
        self._titles: set[str] = set()

    def write(self, layout: PageLayout, number: int, published: datetime) -> DemoArticle:
        """Generate the article with this number."""
        draw = self.random
        generator = TextGenerator(self.texts, draw, published.year)
        rule = draw.choices([*ARTICLE_KINDS], [often for _, often in ARTICLE_KINDS.values()])[0]
        title = self._fresh_title(generator, rule)
        slug = slugify(title)
        path, native_id = layout.article_path(number, slug)
        lead = None if number % 23 == 0 else self._lead(generator)
        pictures = (layout.make_picture(self.base, slug, number, at, published) for at in range(1, 10))
        body = ARTICLE_KINDS[rule][0](generator)
        return DemoArticle(
            site=self.site,
            url=self.base + path,
            number=number,
            native_id=native_id,
            slug=slug,
            layout=layout,
            title=title,
            published=published,
            modified=published,
            date=None if number % 29 == 0 else draw.choice(layout.date_formats)(published),
            byline=UNSIGNED if number % 13 == 0 else draw.choice(layout.byline_templates)(generator),
            lead=lead,
            body=self._illustrated(body, generator, layout, pictures, title),
            section=generator.topic["section"] if "section" in layout.prints else None,
            language=self.language,
            generator=generator,
            tags=[*generator.topic["tags"]] if "tags" in layout.prints else [],
            files=self._files(generator, slug) if "files" in layout.prints and rule == "notice-headline" else [],
            repeats_lead=number % 19 == 0,
            decomposed=number % 31 == 0,
        )

    def _fresh_title(self, generator: TextGenerator, rule: str) -> str:
        while (title := generator.line(rule)) in self._titles:
            pass
        self._titles.add(title)
        return title

    def _lead(self, generator: TextGenerator) -> str:
        prefix = generator.line("agency") if self.random.random() < 0.1 else ""
        return prefix + generator.line("lead")

    def _files(self, generator: TextGenerator, slug: str) -> list[AttachedFile]:
        names = generator.lines("file", self.random.randint(1, 2))
        return [AttachedFile(f"{self.base}/uploads/van-ban/{slugify(name)}-{slug[:20]}.pdf", name) for name in names]

    def _illustrated(
        self, body: list[Block], generator: TextGenerator, layout: PageLayout, pictures: Iterator[Picture], title: str
    ) -> list[Block]:
        """Insert up to three figures, never inside a list or a poem."""
        places = [at for at in range(len(body)) if at == 0 or not _are_same_group(body[at - 1], body[at])]
        chosen = self.random.sample(places, min(len(places), self.random.choice((0, 1, 1, 1, 2, 3))))
        illustrated: list[Block] = []
        for at, block in enumerate(body):
            if at in chosen:
                illustrated.append(self._figure(generator, layout, pictures, title))
            illustrated.append(block)
        return illustrated

    def _figure(self, generator: TextGenerator, layout: PageLayout, pictures: Iterator[Picture], title: str) -> Figure:
        draw = self.random
        caption, credit = generator.line("caption"), None
        if draw.random() < 0.25:
            credit = generator.line("person") if draw.random() < 0.5 else "khoahocdoisong.vn"
            label = f"{generator.line('photo')}: {credit}"
            caption += f" - {label}" if " " in credit else f" ({label})"
        first = next(pictures)
        alt = draw.choice((PLACEHOLDER, f"{title} - Ảnh 1", first.url.rpartition("/")[2], caption, "", None))
        template = draw.choice(layout.figure_templates)
        images: tuple[Picture, ...] = (replace(first, alt=alt),)
        lines: tuple[str, ...] = (caption,)
        variant = draw.random()
        if template is centred_below and variant < 0.2:
            images = (*images, replace(next(pictures), alt=PLACEHOLDER))
        elif template is centred_below and variant < 0.3 and credit is None:
            lines = (caption, generator.line("caption"))
        elif variant > 0.9:
            lines, credit = (), None
        return Figure(images, template, lines, credit)


def _are_same_group(above: Block, below: Block) -> bool:
    kinds = [block.kind for block in (above, below) if isinstance(block, TextBlock)]
    return len(kinds) == 2 and kinds[0] == kinds[1] and kinds[0] in ("list_item", "verse")


def slugify(title: str) -> str:
    """Return a slug of a Vietnamese title, without diacritics."""
    return fold(title).replace(" ", "-")
