"""Properties of every page, whatever its content."""

import unicodedata
from html import escape

from hypothesis import given
from hypothesis import strategies as st

from tests.parsers.pages.test_fixtures import texts_of
from vustacrawl.parsers import NotAnArticle, parse_article
from vustacrawl.parsers.html.text import clean, words
from vustacrawl.sites import find_profile

VUSTA = find_profile("vusta")
URL = "https://vusta.vn/bai-p1.html"
SYLLABLES = sorted(words("nước rừng khoa học trẻ em đường làng nghề giữ gìn phù sa mưa nắng đo đạc kỹ sư thầy"))
GAPS = [" ", "&nbsp;", "  ", "\n", "&nbsp;&nbsp; ", "\u200b ", "<em> </em>"]
STYLES = ["{}", "<span>{}</span>", "<span style='color:red'>{}</span>", "<a href='#x'>{}</a>", "<u>{}</u>"]

sentences = st.lists(st.sampled_from(SYLLABLES), min_size=14, max_size=30).map(
    lambda syllables: " ".join(syllables).capitalize() + "."
)


def set_in_markup(draw, sentence):
    """Return a sentence with random markup around each word, random gaps between words, and one line break."""
    parts = sentence.split()
    broken = draw(st.integers(0, len(parts) - 1))
    gaps = ["", *("<br>" if at == broken else draw(st.sampled_from(GAPS)) for at in range(1, len(parts)))]
    return "".join(draw(st.sampled_from(STYLES)).format(gap + word) for gap, word in zip(gaps, parts, strict=True))


@st.composite
def pages(draw):
    """Draw a page and its paragraphs, in order."""
    paragraphs = draw(st.lists(sentences, min_size=3, max_size=6, unique=True))
    tag = draw(st.sampled_from(("p", "p class='text-justify'", "p class='MsoNormal'")))
    form = draw(st.sampled_from(("NFC", "NFD")))
    body = "\n".join(f"<{tag}>{set_in_markup(draw, text)}</{tag.split()[0]}>" for text in paragraphs)
    page = f"<h1>Tin thử</h1><div>10/08/2023 10:09</div><div class='noi-dung'>{body}</div>"
    return unicodedata.normalize(form, page), paragraphs


@given(pages())
def test_paragraphs_are_complete_and_in_page_order(made):
    page, paragraphs = made
    article = parse_article(URL, page.encode(), VUSTA)
    assert [block.text for block in article.paragraphs] == paragraphs


@given(st.lists(st.text(max_size=120), min_size=1, max_size=6), st.text(max_size=60))
def test_every_field_is_clean_text(lines, title):
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    page = f"<h1>{escape(title)}</h1><div>{body}</div>"
    try:
        record = parse_article(URL, page.encode("utf-8", "replace"), VUSTA).record()
    except NotAnArticle:
        return
    for text in texts_of(record):
        assert all(line == clean(line) for line in text.replace("\t", "\n").split("\n"))
