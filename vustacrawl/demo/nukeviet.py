"""A NukeViet 4.5 union (docs/sites.md, section 7), with that version's bugs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

from vustacrawl.demo import dates, figures, signatures
from vustacrawl.demo.answers import XML, Answer
from vustacrawl.demo.blocks import Block, Figure, Markup, Picture, shown
from vustacrawl.demo.feeds import rss, sitemap, sitemap_index
from vustacrawl.demo.story import Story

DATES = (dates.nukeviet, dates.nukeviet, dates.nukeviet_spaced)
SIGNATURES = tuple(
    signatures.in_a_field(form)
    for form in (
        signatures.full_name,
        signatures.full_name,
        signatures.two_people,
        signatures.capitals,
        signatures.initials,
        signatures.name_and_source,
    )
)
FIGURES = (figures.nukeviet, figures.nukeviet, figures.figcaption, figures.centred_boxes, figures.two_rows)
PRINTS = frozenset(("tags", "files", "section"))
MARKUP = Markup(
    '<p style="text-align: justify;">{}</p>',
    {
        "heading": '<p style="text-align: justify;"><strong>{}</strong></p>',
        "question": '<p style="text-align: justify;"><strong>{}</strong></p>',
        "quote": "<blockquote>{}</blockquote>",
    },
)


def address(number: int, slug: str) -> tuple[str, str | None]:
    """``/vi/news/<category>/<alias>-<id>.html``."""
    return f"/vi/news/tin-tuc/{slug}-{number}.html", str(number)


def picture(base: str, story_slug: str, number: int, at: int, published: datetime) -> Picture:
    """Below ``/uploads/``, its address relative."""
    path = f"/uploads/news/{published:%Y_%m}/anh-{number}-{at}.jpg"
    return Picture(base + path, path)


def article(story: Story) -> str:
    """The page of an article; its datePublished holds the time of an edit, its meta is spoilt."""
    line = story.date.line if story.date else ""
    head, body = _head_image(story.printed_body)
    edit = '<span class="hidden" itemprop="datePublished">2026-01-02T03:04:05+07:00</span>' if story.date else ""
    spoilt = f"{story.published:%Y-%m-%d}+0708:42:50"
    meta = f'<meta property="article:published_time" content="{spoilt}">' if story.date else ""
    lead = f'<div class="hometext m-bottom" itemprop="description">{shown(story.lead or "")}</div>'
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{escape(story.title)}</title>
<meta name="generator" content="NukeViet v4.5">{meta}<link rel="canonical" href="{story.url}"></head><body>
<ul class="breadcrumb"><li><a href="/vi/">Trang nhất</a></li>
<li><a href="/vi/news/tin-tuc/">{escape(story.section or "")}</a></li></ul>
<div class="news_column panel panel-default" itemtype="http://schema.org/NewsArticle" itemscope><div class="panel-body">
<h1 class="title margin-bottom-lg" itemprop="headline">{shown(story.title)}</h1>
<div class="hidden" itemprop="author" itemscope><span itemprop="name">quantri</span></div>{edit}
<div class="row"><div class="col-md-12"><span class="h5">{line}</span></div></div>
<div class="clearfix">{head}{lead if story.lead else ""}</div>
<div id="news-bodyhtml" class="bodytext margin-bottom-lg">
{MARKUP.body(body)}
</div>
{_files(story)}
<div class="margin-bottom-lg">{_signed(story)}</div></div></div>
{_tags(story)}
<div class="news_column panel"><div class="panel-body other-news"><p class="h3"><strong>Những tin cũ hơn</strong></p>
<ul class="detail-related related">
<li><h4><a href="/vi/news/tin-tuc/">Tin đã đưa</a></h4><em>(20/12/2023)</em></li></ul>
</div></div></body></html>"""


def _head_image(blocks: list[Block]) -> tuple[str, list[Block]]:
    """A picture before all text stands beside the lead, with a hidden copy for a closer look; and the other blocks."""
    first = blocks[0]
    if not isinstance(first, Figure) or len(first.pictures) > 1:
        return "", blocks
    note = f"<figcaption>{shown(' '.join(first.caption))}</figcaption>" if first.caption else ""
    place = "center" if note else "left noncaption"
    image = first.pictures[0].tag
    copy = f'<div id="imgpreview" style="display:none"><p class="text-center">{image}</p></div>'
    return f'<figure class="article {place}">{image}{note}</figure>{copy}', blocks[1:]


def _files(story: Story) -> str:
    if not story.files:
        return ""
    links = "".join(
        f'<div><a href="{file.url}" download title="Tải về">{escape(file.title or "")}</a></div>'
        for file in story.files
    )
    return f'<div class="news-download-file"><div class="h5 title">Tệp đính kèm</div>{links}</div>'


def _signed(story: Story) -> str:
    labels = ("Tác giả: ", "Nguồn tin: ") if len(story.signature.lines) > 1 else ("Tác giả: ",)
    lines = zip(labels, story.signature.lines, strict=False)
    return "\n".join(f'<p class="h5 text-right"><strong>{label}</strong>{shown(line)}</p>' for label, line in lines)


def _tags(story: Story) -> str:
    links = ", ".join(f'<a href="/vi/tag/{at}/"><em>{shown(tag)}</em></a>' for at, tag in enumerate(story.tags))
    return f'<div class="news_column panel"><div class="h5"><strong>Từ khóa: </strong>{links}</div></div>'


def listing_path(number: int) -> str:
    """``/vi/news/<category>/page-4/``."""
    return "/vi/news/tin-tuc/" + (f"page-{number}/" if number > 1 else "")


def lists(base: str, stories: list[Story]) -> dict[str, Callable[[], Answer]]:
    """A sitemap with the times of publication; a feed of 30 whose minutes are the month."""
    news = "/sitemap-vi.news.xml"
    return {
        "/sitemap-vi.xml": lambda: Answer(200, sitemap_index(base + news), XML),
        news: lambda: Answer(200, sitemap((story.url, story.published) for story in stories), XML),
        "/vi/news/rss/": lambda: Answer(200, rss(stories[:30], "news_{}", minutes_are_months=True), XML),
    }


def listing(stories: list[Story], next_url: str | None, extra: list[str]) -> str:
    """A page of a category."""
    items = "".join(
        f'<div class="panel"><h3><a href="{story.url}">{escape(story.title)}</a></h3>'
        f"<p>{escape((story.lead or '')[:60])}...</p></div>"
        for story in stories
    )
    more = "".join(f'<a href="{escape(path)}">Xem thêm</a>' for path in extra)
    pager = (
        f'<ul class="pagination"><li><a class="page-link" rel="next" href="{next_url}">»</a></li></ul>'
        if next_url
        else ""
    )
    return f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"></head><body>{items}{more}{pager}</body></html>'
