"""Elements outside the story, recognized by names, tag and style."""

import pytest

from vustacrawl.parsers.html.dom import is_boilerplate
from vustacrawl.parsers.html.tree import read_tree

OF_THE_STORY = {
    "a body's name beside another": '<div class="article-body pagination-first"></div>',
    "a state of the comments": '<div class="news-detail comments-open"></div>',
    "a state alone": '<div class="comments-closed"></div>',
    "shown on a desktop, Tailwind": '<div class="hidden md:block"></div>',
    "shown on a desktop, Bootstrap": '<div class="d-none d-md-block"></div>',
    "a tab's pane": '<div class="tab-pane" hidden></div>',
    "a tab's pane by its role": '<div role="tabpanel" style="display:none"></div>',
    "a node's date": '<footer class="node__meta">12/03/2024</footer>',
    "a header of date and author": '<header class="meta">12/03/2024</header>',
    "author, date and buttons in a row": '<div class="author-share-top"></div>',
    "a digest behind a class": '<div class="body__aDs3f"></div>',
}
BESIDE_IT = {
    "a name": '<div class="related-news"></div>',
    "a name in camel case": '<div class="VCObjectBoxRelatedNews"></div>',
    "a newsletter's module": '<div class="NewsletterModule"></div>',
    "a body's name in one of boilerplate": '<div class="comment-body"></div>',
    "a sure name beside a body's": '<div class="post-content related-posts"></div>',
    "hidden": '<div class="article-body" style="display: none"></div>',
    "hidden on every screen": '<div class="hidden md:hidden"></div>',
    "the page's footer": '<footer class="meta">Giấy phép số 12</footer>',
    "a pager": '<div class="pagination"></div>',
}


def element_in(markup):
    return read_tree(f"<body>{markup}</body>".encode()).root.find("body")[0]


@pytest.mark.parametrize("name", OF_THE_STORY)
def test_a_part_of_the_story(name):
    assert not is_boilerplate(element_in(OF_THE_STORY[name]))


@pytest.mark.parametrize("name", BESIDE_IT)
def test_what_stands_beside_the_story(name):
    assert is_boilerplate(element_in(BESIDE_IT[name]))


QUOTED = "<blockquote><p>Nước là của chung.</p><footer>Ông Mẫu</footer></blockquote>"
FACTS = "<p>Trước.</p><aside>{}</aside><p>Sau.</p>"


def test_who_is_quoted_belongs_to_the_quotation():
    assert not is_boilerplate(next(element_in(QUOTED).iter("footer")))


@pytest.mark.parametrize(
    ("inner", "apart"),
    [
        ("<h4>Con số</h4><p>Tỉnh có 12 trạm quan trắc.</p>", False),
        ('<p>Tin khác</p><a href="/khac.html">Một tin khác</a>', True),
        ("<blockquote>Nước là của chung.</blockquote>", True),
        ("<p>Nhận bản tin</p><form><input></form>", True),
    ],
    ids=["facts", "links", "a quotation told again", "a form"],
)
def test_an_aside_of_facts_alone_is_of_the_story(inner, apart):
    root = read_tree(f"<body>{FACTS.format(inner)}</body>".encode()).root

    assert is_boilerplate(next(root.iter("aside"))) is apart
