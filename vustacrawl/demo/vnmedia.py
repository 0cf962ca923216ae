"""vusta.vn's present CMS and its English edition (docs/sites.md, section 2): two templates of one markup."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

from vustacrawl.demo import dates, figures, signatures
from vustacrawl.demo.answers import XML, Answer
from vustacrawl.demo.blocks import Markup, Picture, shown
from vustacrawl.demo.feeds import rss
from vustacrawl.demo.story import Story

SITE = "Liên hiệp các hội khoa học và kỹ thuật Việt Nam"
IMAGES = "http://anh-vusta.demo.test"
"""The host of the images: not the site's own."""
DATES = (dates.desktop, dates.short, dates.updated)
SIGNATURES = (
    signatures.initials,
    signatures.initials,
    signatures.full_name,
    signatures.capitals,
    signatures.two_people,
    signatures.words_and_pictures,
    signatures.source,
    signatures.initials_and_source,
    signatures.office_below,
    signatures.desk,
)
FIGURES = (
    figures.centred_below,
    figures.centred_below,
    figures.centred_below,
    figures.figcaption,
    figures.plain_below,
    figures.centred_boxes,
    figures.two_rows,
)
PRINTS = frozenset(("section", "tags"))
MARKUP = Markup(
    '<p class="text-justify">{}</p>',
    {
        "heading": '<p class="text-justify"><strong>{}</strong></p>',
        "question": '<p class="text-justify"><strong>{}</strong></p>',
        "quote": '<blockquote><p class="text-justify">{}</p></blockquote>',
    },
)
PADDING = "&nbsp;" * 60


def address(number: int, slug: str) -> tuple[str, str | None]:
    """``/<slug>-p<ID>.html``."""
    return f"/{slug}-p{9000 + number}.html", str(9000 + number)


def picture(base: str, story_slug: str, number: int, at: int, published: datetime) -> Picture:
    """On a host of its own, every second one printed as a resized copy."""
    path = f"/images/{published:%Y/%m/%d}/{number:04}-{(number * 7919 + at) % 10**6 + 1_600_000_000}-{story_slug}.jpg"
    resized = "/thumb_x600x" if (number + at) % 2 else ""
    return Picture(IMAGES + path, IMAGES + resized + path)


def article(story: Story) -> str:
    """The page of an article; even numbers have the desktop template, odd ones the short form."""
    head = _desktop_head(story) if story.number % 2 == 0 else _short_head(story)
    lead = f'<div class="sapo"><h5>{shown(story.lead)}</h5></div>' if story.lead else ""
    trail = f'<a href="/">Trang chủ</a> <a href="/tin-tuc-su-kien-c37.html">{shown(story.section or "")}</a>'
    tags = "".join(f'<a href="/tag/{at}">{escape(tag)}</a>' for at, tag in enumerate(story.tags))
    return page(
        story.language,
        f"""<div class="breadcrumb">{trail}</div>
<main>{head}
{lead}
{MARKUP.body(story.printed_body)}
{_signed(story)}</main>
<div class="tags">{tags}</div>
<aside><h3>Xem Thêm</h3><ul><li><a href="/" title="Bài khác">
<img src="/thumb_x600x400/{story.number}.jpg" alt="tm-img-alt">Bài khác</a><span>01/08/2023</span>
<p>Phần mở đầu của bài khác bị cắt ngắn...</p></li></ul></aside>""",
        f'<link rel="canonical" href="{story.url}"><meta property="og:title" content="{escape(escape(story.title))}">',
    )


def _desktop_head(story: Story) -> str:
    line = story.date.line if story.date else ""
    return f'<div class="c-time">{line}</div><h1 class="c-title">{shown(story.title)}</h1>'


def _short_head(story: Story) -> str:
    line = story.date.line if story.date else ""
    initials = story.signature.initials or ""
    return f"<h1>{shown(story.title)}</h1><span>{initials}</span> <span>{line}</span>"


def _signed(story: Story) -> str:
    lines = [shown(line) for line in story.signature.lines]
    if story.signature.is_padded:
        return "\n".join(f"<p>{PADDING}{line}</p>" for line in lines)
    return "\n".join(f'<p class="text-right"><strong>{line}</strong></p>' for line in lines)


def listing_path(number: int) -> str:
    """``?page=2``."""
    return "/tin-tuc-su-kien-c37.html" + (f"?page={number}" if number > 1 else "")


def lists(base: str, stories: list[Story]) -> dict[str, Callable[[], Answer]]:
    """An index of feeds, and the newest articles as a feed."""
    return {
        "/rss.html": lambda: Answer(200, page("vi", '<main><a href="/rss/tin-moi.rss">Tin mới</a></main>', "")),
        "/rss/tin-moi.rss": lambda: Answer(200, rss(stories[:20], "{}"), XML),
    }


def listing(stories: list[Story], next_url: str | None, extra: list[str]) -> str:
    """A page of a section: titles, cut teasers, the pager."""
    items = "".join(
        f'<li><a href="{story.url}">{escape(story.title)}</a><p>{escape((story.lead or "")[:60])}...</p></li>'
        for story in stories
    )
    items += "".join(f'<li><a href="{escape(path)}">Xem thêm</a></li>' for path in extra)
    pager = f'<div class="pagination"><a href="{next_url}">Sau</a></div>' if next_url else ""
    return page("vi", f"<main><ul>{items}</ul>{pager}</main>", "")


def page(language: str, main: str, head: str) -> str:
    """The frame of every page."""
    return f"""<!DOCTYPE html><html lang="{language}">
<head><meta charset="utf-8"><title>{SITE}</title>{head}</head><body>
<header><a href="/"><img src="/logo.png" alt="{SITE}"></a></header>
<div class="clock">Hôm nay, Thứ hai, 02/06/2025 10:30</div>
{main}
<footer>{SITE}. Giấy phép số 169/GP-BC.</footer></body></html>"""
