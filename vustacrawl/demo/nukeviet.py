"""A NukeViet 4.5 union (SITES.md, section 7), with that version's bugs."""

from __future__ import annotations

from vustacrawl.demo.story import Story, body_of

PARAGRAPH = '<p style="text-align: justify;">{text}</p>'
FIGURE = (
    '<div style="text-align:center"><figure class="image" style="display:inline-block">'
    '<img alt="anh" src="{url}" width="600" /><figcaption>{caption}</figcaption></figure></div>'
)


def article(story: Story) -> str:
    """The page of an article; its datePublished holds the time of an edit, its meta is spoilt."""
    author = f'<p class="h5 text-right"><strong>Tác giả: </strong>{story.author}</p>' if story.author else ""
    printed = f"{story.weekday} - {story.published:%d/%m/%Y %H:%M}" if story.dated else ""
    edit = '<span class="hidden" itemprop="datePublished">2026-01-02T03:04:05+07:00</span>' if story.dated else ""
    meta = (
        f'<meta property="article:published_time" content="{story.published:%Y-%m-%d}+0708:42:50">'
        if story.dated
        else ""
    )
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{story.title}</title>
<meta name="generator" content="NukeViet v4.5">{meta}<link rel="canonical" href="{story.url}"></head><body>
<div class="news_column panel panel-default" itemtype="http://schema.org/NewsArticle" itemscope><div class="panel-body">
<h1 class="title margin-bottom-lg" itemprop="headline">{story.title}</h1>
<div class="hidden" itemprop="author" itemscope><span itemprop="name">quantri</span></div>{edit}
<div class="row"><div class="col-md-12"><span class="h5">{printed}</span></div></div>
<div class="clearfix"><div class="hometext m-bottom" itemprop="description">{story.lead}</div></div>
<div id="news-bodyhtml" class="bodytext margin-bottom-lg">
{body_of(story, PARAGRAPH, FIGURE)}
</div>
<div class="margin-bottom-lg">{author}</div></div></div>
<div class="news_column panel"><div class="panel-body other-news"><p class="h3"><strong>Những tin cũ hơn</strong></p>
<ul class="detail-related related">
<li><h4><a href="/vi/news/tin-tuc/">Tin đã đưa</a></h4><em>(20/12/2023)</em></li></ul>
</div></div></body></html>"""


def listing(stories: list[Story], next_url: str | None, extra: list[str]) -> str:
    """A page of a category."""
    items = "".join(
        f'<div class="panel"><h3><a href="{story.url}">{story.title}</a></h3><p>{story.lead[:60]}...</p></div>'
        for story in stories
    )
    more = "".join(f'<a href="{path}">Xem thêm</a>' for path in extra)
    pager = (
        f'<ul class="pagination"><li><a class="page-link" rel="next" href="{next_url}">»</a></li></ul>'
        if next_url
        else ""
    )
    return f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"></head><body>{items}{more}{pager}</body></html>'
