"""Text written into the tree: signs that only the markup expresses, articles that only scripts render."""

import json
import quopri

import pytest

from tests.profiles import a_profile
from vustacrawl.parsers import NotAnArticle, parse_article
from vustacrawl.parsers.html.dom import element_text, is_boilerplate
from vustacrawl.parsers.html.tree import read_tree

SIGNS = {
    "exponent": ("10<sup>6</sup> tế bào/ml", "10⁶ tế bào/ml"),
    "negative exponent": ("10<sup>-3</sup> mol", "10⁻³ mol"),
    "area": ("300 m<sup>2</sup> đất", "300 m² đất"),
    "index": ("khí CO<sub>2</sub>", "khí CO₂"),
    "styled exponent": ("300 m<sup><span>2</span></sup> đất", "300 m² đất"),
    "exponent by style": ('300 m<span style="vertical-align: super">2</span> đất', "300 m² đất"),
    "index by style": ('khí CO<span style="vertical-align:sub">2</span>', "khí CO₂"),
    "zero for degree sign": ("lên tới 30<sup>0</sup>C", "lên tới 30°C"),
    "letter for degree sign": ("góc 30<sup>o</sup> Bắc", "góc 30° Bắc"),
    "zero for degree of arc": ("ở 21<sup>0</sup>05’ Bắc", "ở 21°05’ Bắc"),
    "ordinal": ("ngày 21<sup>st</sup>", "ngày 21st"),
    "footnote": ("báo cáo<sup>[1]</sup>", "báo cáo[1]"),
    "emoji image": ('vui <img class="emoji" alt="😀" src="/e/1f600.png"> khi gặp', "vui 😀 khi gặp"),
    "emoji image with style": (
        'vui <img class="emoji" style="vertical-align:-2px" alt="😀" src="/e/1f600.png"> khi gặp',
        "vui 😀 khi gặp",
    ),
    "first letter as image": ('<img src="/caps/t.gif" alt="T">rong vườn', "Trong vườn"),
    "image of a letter in a sentence": ('Ảnh <img src="/caps/t.gif" alt="T"> Trong vườn', "Ảnh Trong vườn"),
    "link of a heading to itself": (
        'Vườn <a href="#vuon">#</a> nhãn <a href="#nhan"><i></i>¶</a> và na',
        "Vườn nhãn và na",
    ),
    "emoji image at end": ('vui. <img class="emoji" alt="😀" src="/e/1f600.png">', "vui."),
    "email address hidden by Cloudflare": (
        '<a class="__cf_email__" data-cfemail="2a4b446a42454b4b44044f524b475a464f045c44">[email&#160;protected]</a>',
        "an@hoaan.example.vn",
    ),
    "invalid encoded email address": (
        '<a class="__cf_email__" data-cfemail="zz">[email protected]</a>',
        "[email protected]",
    ),
    "KaTeX": (
        'Vậy <span class="katex"><span class="katex-mathml"><math><mi>x</mi><mo>=</mo><mn>2</mn>'
        '<annotation encoding="application/x-tex">x=2</annotation></math></span><span class="katex-html"'
        ' aria-hidden="true"><span>x</span><span>=</span><span>2</span></span></span> đúng.',
        "Vậy x=2 đúng.",
    ),
    "KaTeX without MathML": ('Vậy <span class="katex"><span class="katex-html">x=2</span></span>.', "Vậy x=2."),
    "MathJax preview alone": ('Vậy <span class="MathJax_Preview">x=2</span> đúng.', "Vậy x=2 đúng."),
    "MathML hidden by MediaWiki": (
        '<span class="mwe-math-mathml-inline" style="display: none;"><math><mi>x</mi><mo>=</mo><mn>2</mn></math></span>'
        '<img class="mwe-math-fallback-image-inline" src="/x.svg">',
        "x=2",
    ),
    "shadow root": ('<news-body><template shadowrootmode="open"><p>Bản tin.</p></template></news-body>', "Bản tin."),
}

URL = "https://moi.example/tin/hoi-thao-12.html"
PROFILE = a_profile("https://moi.example/", title="Báo Mới")
TITLE = "Hội thảo bảo vệ nguồn nước mặt"
TEXTS = [
    "Sáng nay, Liên hiệp hội tỉnh tổ chức hội thảo về bảo vệ nguồn nước mặt, thu hút hơn 120 đại biểu tham dự.",
    "Phát biểu khai mạc, ông Trần Văn Mẫu cho biết chất lượng nước của sông đã suy giảm rõ rệt trong mười năm qua.",
    "Kết thúc hội thảo, ban tổ chức thống nhất sẽ gửi bản kiến nghị tới Ủy ban nhân dân tỉnh trong tháng sau.",
]
BODY = "".join(f"<p>{text}</p>" for text in TEXTS)


@pytest.mark.parametrize("name", SIGNS)
def test_signs_in_markup_become_text(name):
    markup, text = SIGNS[name]

    tree = read_tree(f"<body><div>{markup}</div></body>".encode())
    assert element_text(tree.root, without=is_boilerplate) == text


def story_in(script):
    page = f"<html><head><title>{TITLE}</title></head><body><div id='app'></div>{script}</body></html>"
    article = parse_article(URL, page.encode(), PROFILE)
    assert [block.text for block in article.paragraphs] == TEXTS
    return article.title, article.published_at


STORY = {"title": TITLE, "publishedAt": "2024-03-12T08:30:00+07:00", "content": BODY}
STORIES = json.dumps({"list": [{"title": "Tin khác", "content": BODY * 3}], "article": STORY})
NUXT_LIST = json.dumps([{"data": 1}, {"article": 2}, {"title": 3, "date": 4, "content": 5}, *STORY.values()])


@pytest.mark.parametrize(
    "script",
    [
        f"<script>window.__INITIAL_STATE__ = {STORIES};(function(){{var s;}})()</script>",
        f"<script>window.__data=JSON.parse({json.dumps(STORIES)});</script>",
        f'<script type="application/json" id="page">{STORIES}</script>',
        f'<script type="application/json" id="__NUXT_DATA__">{NUXT_LIST}</script>',
        "<script>window.__NUXT__=(function(a){return {data:[{article:{title:"
        f"{json.dumps(TITLE)},publishedAt:'2024-03-12T08:30:00+07:00',content:{json.dumps(BODY)}}}}}],error:null}}}}(1));</script>",
    ],
)
def test_article_is_read_from_any_state_of_a_page_without_text(script):
    assert story_in(script) == (TITLE, "2024-03-12T08:30:00+07:00")


def test_paragraphs_listed_in_state_of_a_page_without_text():
    parts = [{"type": "text", "content": text} for text in TEXTS]
    state = json.dumps({"display_date": "2024-03-12T08:30:00+07:00", "content_elements": parts})
    assert story_in(f"<script>Fusion.globalContent={state};Fusion.x=1</script>")[1] == "2024-03-12T08:30:00+07:00"


@pytest.mark.parametrize("state", ["{" + "x" * 400, "JSON.parse('" + "x" * 400, 'JSON.parse("' + r"\x" * 200 + '")'])
def test_page_without_article_in_its_state_is_drawn_by_scripts(state):
    page = f"<div id='app'></div><script>window.__DATA__={state}</script>"
    with pytest.raises(NotAnArticle):
        parse_article(URL, page.encode(), PROFILE)


def page_of(state):
    return (
        f"<html><head><title>{TITLE}</title></head><body><div id='__next'></div>"
        f'<script id="__NEXT_DATA__" type="application/json">{state}</script></body></html>'
    ).encode()


def test_article_rendered_by_script_is_read_from_its_data():
    story = {"title": TITLE, "publishedAt": "2024-03-12T08:30:00+07:00", "content": BODY}

    article = parse_article(URL, page_of(json.dumps({"props": {"pageProps": {"article": story}}})), PROFILE)

    assert (article.title, article.published_at) == (TITLE, "2024-03-12T08:30:00+07:00")
    assert [block.text for block in article.paragraphs] == TEXTS


def test_script_data_is_ignored_if_page_shows_its_text():
    state = json.dumps({"article": {"title": "Tin khác", "content": "<p>Một tin khác của hôm qua.</p>" * 40}})
    page = page_of(state).replace(b"<div id='__next'></div>", f"<div><h1>{TITLE}</h1>{BODY}</div>".encode())

    assert [block.text for block in parse_article(URL, page, PROFILE).paragraphs] == TEXTS


def test_page_in_mhtml_archive_is_read():
    page = f'<html><head><meta charset="utf-8"><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{BODY}</body></html>'
    archive = (
        b'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + quopri.encodestring(page.encode())
        + b"\r\n--b--\r\n"
    )

    article = parse_article(URL, archive, PROFILE)

    assert (article.title, [block.text for block in article.paragraphs]) == (TITLE, TEXTS)
