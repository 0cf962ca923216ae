"""vusta.vn's present CMS and its English edition (SITES.md, section 2): two templates of one markup."""

from __future__ import annotations

from vustacrawl.demo.story import Story, body_of

SITE = "Liên hiệp các hội khoa học và kỹ thuật Việt Nam"
PARAGRAPH = '<p class="text-justify">{text}</p>'
FIGURE = (
    '<figure class="image-in-content"><img src="{url}" alt="tm-img-alt"></figure>\n'
    '<p class="text-center"><em>{caption}</em></p>'
)


def article(story: Story) -> str:
    """The page of an article; even numbers have the desktop template, odd ones the short form."""
    author = story.author or ""
    when = ""
    if story.dated and story.language == "en":
        when = f"{story.published:%Y-%m-%d %H:%M}"
    elif story.dated:
        when = f"{story.published:%d/%m/%Y %H:%M}"
    if story.number % 2 == 0:
        line = f"{story.weekday}, {when} (GMT+7)" if when and story.language == "vi" else when
        head = f'<div class="c-time">{line}</div><h1 class="c-title">{story.title}</h1>'
        end = f'<p class="text-right"><strong>{author}</strong></p>' if author else ""
    else:
        head = f"<h1>{story.title}</h1><span>{author}</span> <span>{when}</span>"
        end = PARAGRAPH.format(text=author) if author else ""
    return page(
        story.language,
        f"""<main>{head}
<div class="sapo"><h5>{story.lead}</h5></div>
{body_of(story, PARAGRAPH, FIGURE)}
{end}</main>
<aside><h3>Xem Thêm</h3><ul><li><a href="/" title="Bài khác">
<img src="/thumb_x600x400/{story.number}.jpg" alt="tm-img-alt">Bài khác</a><span>01/08/2023</span>
<p>Phần mở đầu của bài khác bị cắt ngắn...</p></li></ul></aside>""",
        f'<link rel="canonical" href="{story.url}">',
    )


def listing(stories: list[Story], next_url: str | None, extra: list[str]) -> str:
    """A page of a section: titles, cut teasers, the pager."""
    items = "".join(f'<li><a href="{story.url}">{story.title}</a><p>{story.lead[:60]}...</p></li>' for story in stories)
    items += "".join(f'<li><a href="{path}">Xem thêm</a></li>' for path in extra)
    pager = f'<div class="pagination"><a href="{next_url}">Sau</a></div>' if next_url else ""
    return page("vi", f"<main><ul>{items}</ul>{pager}</main>", "")


def page(language: str, main: str, head: str) -> str:
    """The frame of every page."""
    return f"""<!DOCTYPE html><html lang="{language}">
<head><meta charset="utf-8"><title>{SITE}</title>{head}</head><body>
<header><a href="/"><img src="/logo.png" alt="{SITE}"></a></header>
{main}
<footer>{SITE}. Giấy phép số 169/GP-BC.</footer></body></html>"""
