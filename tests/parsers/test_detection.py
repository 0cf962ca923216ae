"""The family is detected from the page itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.parsers.pages.fixture_pages import each_page, fixture_page
from vustacrawl.families import FAMILIES
from vustacrawl.parsers import open_page
from vustacrawl.parsers.detection import detect_family, family_of_page

NO_SIGNAL = ("bacninh/poem-of-a-member", "vncold/author-in-the-title", "vncold/table-and-footnote")
OTHER = {"vusta-nukeviet": "nukeviet", "tusta/index-php-slug": "joomla", **dict.fromkeys(NO_SIGNAL, "generic")}
"""The CMS of a page may differ from the family of its site's profile: vusta.vn ran on NukeViet until 2018."""
URL = "https://lien-hiep.vn/"


def page(head: str = "", body: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>Liên hiệp hội</title>{head}</head><body>{body}</body></html>".encode()


@each_page
def test_family_of_each_fixture_is_detected(name):
    fixture = fixture_page(name)
    guess = detect_family([(fixture.url, fixture.body, None)])
    expected = next((OTHER[part] for part in (name, name.partition("/")[0]) if part in OTHER), fixture.profile.family)
    assert guess.name == expected
    assert bool(guess.evidence) == (expected != "generic")


@pytest.mark.parametrize(
    ("head", "body", "family", "version"),
    [
        ('<meta name="generator" content="NukeViet v4.5">', "", "nukeviet", "4.5"),
        ('<meta name="Generator" content="NUKEVIET v5.0">', "", "nukeviet", "5.0"),
        ('<meta name="generator" content="NukeViet">', "", "nukeviet", None),
        ("<script>var nv_base_siteurl = '/', nv_lang_data = 'vi';</script>", "", "nukeviet", None),
        ("", '<a href="/index.php?language=vi&amp;nv=news&amp;op=tin-tuc">Tin tức</a>', "nukeviet", None),
        ('<meta name="generator" content="WordPress 6.5.2">', "", "wordpress", "6.5.2"),
        ('<link rel="https://api.w.org/" href="/wp-json/">', "", "wordpress", None),
        ('<link rel="stylesheet" href="/wp-content/themes/astra/style.css">', "", "wordpress", None),
        ("", '<img src="https://vusta.vnmediacdn.com/images/a.jpg">', "vnmedia", None),
        ("", "".join(f'<a href="/bai-p{at}.html">Bài</a>' for at in range(4)), "generic", None),
        ("", '<img src="/thumb_x300x/a.jpg"><a href="/a-p1.html">A</a><img alt="tm-img-alt">', "vnmedia", None),
        ("", '<img src="https://khac.vn/wp-content/uploads/a.jpg">', "generic", None),
        ('<meta name="generator" content="Joomla! 1.5 - Open Source Content Management">', "", "joomla", "1.5"),
        ("", '<a href="/index.php?option=com_content&amp;view=article&amp;id=3">Bài</a>', "joomla", None),
        ("", '<a href="https://khac.vn/index.php?option=com_content&amp;view=article&amp;id=3">B</a>', "generic", None),
        ('<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">', "", "drupal", "10"),
        ("", '<img src="/sites/default/files/a.jpg">', "drupal", None),
        ('<meta name="generator" content="Typo3">', "<p>Tin</p>", "generic", None),
    ],
)
def test_family_and_version_are_detected_from_markup(head, body, family, version):
    guess = detect_family([(URL, page(head, body), None)])
    assert (guess.name, guess.version) == (family, version)


@pytest.mark.parametrize(
    ("head", "theme"),
    [
        ('<link rel="stylesheet" href="/wp-content/themes/Newspaper/style.css">', "tagDiv (Newspaper)"),
        ('<link rel="stylesheet" href="/wp-content/themes/astra/style.css">', "astra"),
        ('<meta name="generator" content="WordPress 6.5">', None),
    ],
)
def test_theme_of_wordpress_site(head, theme):
    assert detect_family([(URL, page(head), None)]).theme == theme


def test_signals_of_several_pages_are_combined():
    listing = page(body='<a class="next page-numbers" href="/page/2/">Sau</a>')
    post = page(body='<h1 class="entry-title">Bài</h1><div class="entry-content">Tin</div>')
    assert {detect_family([(URL, each, None)]).name for each in (listing, post)} == {"generic"}
    assert detect_family([(URL, listing, None), (URL, post, None)]).name == "wordpress"


def test_custom_wordpress_theme_is_read_as_generic_page():
    generator = '<meta name="generator" content="WordPress 6.5">'
    assert family_of_page(open_page(URL, page(generator, "<article><p>Tin</p></article>"))) == "generic"
    assert family_of_page(open_page(URL, page(generator, '<div class="entry-content"><p>Tin</p></div>'))) == "wordpress"
    part = f'<div class="post-content"><p>{"Tin của hội. " * 100}</p></div>'
    assert family_of_page(open_page(URL, page(generator, part))) == "wordpress"
    assert family_of_page(open_page(URL, page(generator, part * 3))) == "generic"


@given(st.binary(max_size=300))
def test_any_bytes_have_known_family(body):
    assert detect_family([(URL, body, None)]).name in FAMILIES
