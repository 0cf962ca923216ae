"""Boilerplate elements, recognized by class name, tag and style."""

import pytest

from vustacrawl.parsers.html.dom import is_boilerplate
from vustacrawl.parsers.html.tree import read_tree

ARTICLE_ELEMENTS = {
    "body class beside another": '<div class="article-body pagination-first"></div>',
    "comment state beside body class": '<div class="news-detail comments-open"></div>',
    "comment state alone": '<div class="comments-closed"></div>',
    "shown on desktops, Tailwind": '<div class="hidden md:block"></div>',
    "shown on desktops, Bootstrap": '<div class="d-none d-md-block"></div>',
    "tab pane": '<div class="tab-pane" hidden></div>',
    "tab pane by role": '<div role="tabpanel" style="display:none"></div>',
    "date of node": '<footer class="node__meta">12/03/2024</footer>',
    "header with date and author": '<header class="meta">12/03/2024</header>',
    "author, date and buttons in a row": '<div class="author-share-top"></div>',
    "class with hash suffix": '<div class="body__aDs3f"></div>',
}
BOILERPLATE_ELEMENTS = {
    "class name": '<div class="related-news"></div>',
    "class name in camel case": '<div class="VCObjectBoxRelatedNews"></div>',
    "newsletter module": '<div class="NewsletterModule"></div>',
    "body word in boilerplate class": '<div class="comment-body"></div>',
    "boilerplate class beside body class": '<div class="post-content related-posts"></div>',
    "hidden": '<div class="article-body" style="display: none"></div>',
    "hidden on every screen": '<div class="hidden md:hidden"></div>',
    "page footer": '<footer class="meta">Giấy phép số 12</footer>',
    "pager": '<div class="pagination"></div>',
}


def element_in(markup):
    return read_tree(f"<body>{markup}</body>".encode()).root.find("body")[0]


@pytest.mark.parametrize("name", ARTICLE_ELEMENTS)
def test_article_element_is_not_boilerplate(name):
    assert not is_boilerplate(element_in(ARTICLE_ELEMENTS[name]))


@pytest.mark.parametrize("name", BOILERPLATE_ELEMENTS)
def test_boilerplate_element_is_recognized(name):
    assert is_boilerplate(element_in(BOILERPLATE_ELEMENTS[name]))


QUOTED = "<blockquote><p>Nước là của chung.</p><footer>Ông Mẫu</footer></blockquote>"
FACTS = "<p>Trước.</p><aside>{}</aside><p>Sau.</p>"


def test_footer_of_quotation_is_not_boilerplate():
    assert not is_boilerplate(next(element_in(QUOTED).iter("footer")))


@pytest.mark.parametrize(
    ("inner", "boilerplate"),
    [
        ("<h4>Con số</h4><p>Tỉnh có 12 trạm quan trắc.</p>", False),
        ('<p>Tin khác</p><a href="/khac.html">Một tin khác</a>', True),
        ("<blockquote>Nước là của chung.</blockquote>", True),
        ("<p>Nhận bản tin</p><form><input></form>", True),
    ],
    ids=["facts", "links", "repeated quotation", "form"],
)
def test_aside_is_boilerplate_unless_it_states_facts(inner, boilerplate):
    root = read_tree(f"<body>{FACTS.format(inner)}</body>".encode()).root

    assert is_boilerplate(next(root.iter("aside"))) is boilerplate
