"""The authors of a page: in the text, in author boxes, in metadata."""

import json

import pytest

from vustacrawl.parsers import parse_article
from vustacrawl.sites import unknown_site

TEXT = "".join(
    f"<p>Hội nghị đã thảo luận {matter} của năm tới, từ kinh phí đến con người, và sẽ họp lại vào quý sau.</p>"
    for matter in ("việc giữ rừng", "chuyện nước sạch", "giống cây trồng mới", "lớp học ở xã")
)
URL = "https://x.test/tin/hoi-nghi-1.html"
PERSON = {"@type": "Person", "name": "H’Linh Niê"}


def read(head="", below="12/03/2024 08:30", last="", family="generic", json_ld=None):
    profile = unknown_site(URL, family, title="Báo Hòa An")
    if json_ld is not None:
        head += f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **json_ld})}</script>'
    title = "Hội nghị tổng kết năm"
    page = (
        f"<title>{title} - Báo Hòa An</title>{head}<div><h1>{title}</h1><div>{below}</div><div>{TEXT}{last}</div></div>"
    )
    article = parse_article(URL, page.encode(), profile)
    assert len(article.paragraphs) == 4
    return [author.name or author.initials for author in article.authors]


@pytest.mark.parametrize("family", ["generic", "wordpress", "nukeviet", "joomla", "drupal"])
@pytest.mark.parametrize(
    ("json_ld", "authors"),
    [
        ({"author": "Nguyễn Văn Bình"}, ["Nguyễn Văn Bình"]),
        ({"author": ["Nguyễn Văn Bình", "Lê Thị Hoa"]}, ["Nguyễn Văn Bình", "Lê Thị Hoa"]),
        ({"author": {"name": "Lê Thị Hoa"}}, ["Lê Thị Hoa"]),
        ({"author": {"@type": "Person", "givenName": "Văn Bình", "familyName": "Nguyễn"}}, ["Nguyễn Văn Bình"]),
        ({"author": {"@type": "Person", "givenName": "Jane", "familyName": "Hall"}}, ["Jane Hall"]),
        ({"author": {"@type": "Person", "name": "Courier Staff"}}, []),
        ({"author": PERSON}, ["H’Linh Niê"]),
        ({"author": {"@type": ["Person"], "name": ["Lê Hà", "Cao Hòa"]}}, ["Lê Hà", "Cao Hòa"]),
        ({"author": [PERSON, {"@type": "Organization", "name": "Minh Anh"}]}, ["H’Linh Niê"]),
        ({"creator": ["Nguyễn Văn Bình"]}, ["Nguyễn Văn Bình"]),
        ({"author": {"@type": "Person", "name": "Báo Hòa An"}}, []),
        ({"author": {"@type": "Person", "name": "admin"}}, []),
        ({"author": {"@type": "Person", "name": "Ban biên tập"}}, []),
        ({"author": "Hòa An News", "publisher": {"name": "Hòa An News"}}, []),
        ({"author": {"@type": "Organization", "name": "Nguyễn Văn Bình"}}, []),
        ({"author": {"@type": "Person", "name": "Associated Press"}}, []),
        ({"author": {"@type": "Person", "name": "Jane Hall and Bob McDonald"}}, ["Jane Hall", "Bob McDonald"]),
        ({"author": 7}, []),
    ],
    ids=str,
)
def test_authors_in_json_ld(json_ld, authors, family):
    assert read(json_ld=json_ld, family=family) == authors


def test_printed_author_takes_precedence_over_json_ld():
    box = '<span class="author">Minh Chiến</span> 12/03/2024'
    assert read(below=box, json_ld={"author": PERSON}) == ["Minh Chiến"]
    assert read(last="<p>Tin: HT</p>", json_ld={"author": PERSON}) == ["HT"]


@pytest.mark.parametrize(
    "box",
    [
        '<p><span class="author">Minh Chiến</span></p>',
        '<div class="detail-author"><p class="name" data-role="author">Minh Chiến</p></div>',
        '<a rel="author" href="/t">Bởi Minh Chiến</a>',
        '<div class="author-share-top"><a class="author">Minh Chiến</a> <span>- 14/05/2024 16:20</span></div>',
        '<div class="tac-gia">Minh Chiến</div>',
        '<div class="node__submitted">Đăng bởi <span class="author">Minh Chiến</span> 14/05/2024 16:20</div>',
    ],
    ids=["class", "data-role", "rel", "share in class", "Vietnamese", "with date"],
)
@pytest.mark.parametrize("family", ["generic", "vnmedia", "nukeviet", "wordpress", "joomla", "drupal"])
def test_author_box_is_recognized(box, family):
    assert read(below=box, family=family) == ["Minh Chiến"]


@pytest.mark.parametrize(
    ("box", "authors"),
    [
        ('<div class="authors"><a>Minh Chiến</a><a>Lan Anh</a></div>', ["Minh Chiến", "Lan Anh"]),
        ('<div class="author-info"><span class="name">Minh Chiến</span></div>', ["Minh Chiến"]),
        ('<div class="author">Minh Chiến, Lan Anh</div>', ["Minh Chiến", "Lan Anh"]),
        ('<div class="article__author">HT</div>', ["HT"]),
        ('<div class="writer">Minh Chiến</div>', ["Minh Chiến"]),
        ('<div data-testid="byline">By <a>Jane Hall</a> and <a>Ann Lee</a></div>', ["Jane Hall", "Ann Lee"]),
        ('<div data-component="byline-block"><span>Jane Hall</span><div>The Tide, Lisbon</div></div>', ["Jane Hall"]),
        ('<span itemprop="author" itemscope><meta itemprop="name" content="Minh Chiến"></span>', ["Minh Chiến"]),
        ('<span class="author">admin</span>', []),
        ('<span class="author">Báo Hòa An</span>', []),
        ('<div class="author"><a href="/t">Xem các bài viết của tác giả</a></div>', []),
    ],
)
def test_names_in_author_box(box, authors):
    assert read(below=box) == authors


@pytest.mark.parametrize(
    ("meta", "authors"),
    [("Báo Hòa An", []), ("admin", []), ("Nguyễn Văn Bình", ["Nguyễn Văn Bình"]), ("https://f.test/an", [])],
)
def test_author_meta_tag(meta, authors):
    assert read(f'<meta name="author" content="{meta}">') == authors


def test_several_author_meta_tags():
    names = ["Nguyễn Văn Bình", "Lê Thị Hoa"]
    assert read("".join(f'<meta name="author" content="{name}">' for name in names)) == names


@pytest.mark.parametrize(
    ("below", "authors"),
    [
        ("<p>12/03/2024</p><p>PDF</p>", []),
        ("<p>12/03/2024</p><p>ABC</p>", []),
        ("<p>Nông Nghiệp | 12/03/2024</p>", []),
        ("<p>HT</p><p>12/03/2024</p>", ["HT"]),
        ("<p>12/03/2024</p><p>Tin: HT</p>", ["HT"]),
    ],
)
def test_initials_are_author_only_before_date_or_after_role(below, authors):
    assert read(below=below) == authors


@pytest.mark.parametrize(
    ("last", "authors"),
    [
        ('<p align="right"><b>Thảo</b></p>', ["Thảo"]),
        ('<p align="right"><b>NTH./.</b></p>', ["NTH"]),
        ('<p align="right"><b>Luật gia Lê Văn Tám</b></p>', ["Luật gia Lê Văn Tám"]),
        ('<p align="right"><b>ThS. Lê Văn Tám – Chi cục Thủy lợi</b></p>', ["ThS. Lê Văn Tám"]),
        ('<p align="right"><b>Von Petra Lang und Karl Beck</b></p>', ["Petra Lang", "Karl Beck"]),
        ('<p align="right"><b>Nguyễn Văn Bình<br>Chủ tịch Liên hiệp hội</b></p>', ["Nguyễn Văn Bình"]),
        ('<p align="right"><b>TTXVN</b></p>', []),
    ],
)
def test_signature_below_text(last, authors):
    assert read(last=last) == authors


def test_names_on_separate_lines():
    assert read(below="<p>Lê Thị Hoa</p><p>Trần Văn Bình</p><p>12/03/2024</p>") == ["Lê Thị Hoa", "Trần Văn Bình"]


def test_tags_in_one_meta_tag_are_split():
    head = '<meta property="article:tag" content="nước sạch, môi trường; Hòa An">'
    article = parse_article(URL, f"{head}<h1>Hội nghị tổng kết</h1><div>{TEXT}</div>".encode(), unknown_site(URL))
    assert article.tags == ["nước sạch", "môi trường", "Hòa An"]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Jane Dowling in Lisbon", "Jane Dowling"),
        ("Words by Jane Dowling · Photographs by Otto Reim", "Jane Dowling"),
        ("Von Katrin Ebersbach, Unterried", "Katrin Ebersbach"),
        ("Par Élodie Marchand, envoyée spéciale à Brest", "Élodie Marchand"),
        ("Автор: Вера Лапина", "Вера Лапина"),
        ("By Jane Dowling, CNX", "Jane Dowling"),
        ("By Jane Dowling, MD", "Jane Dowling"),
        ("By Jane Dowling For The Courier", "Jane Dowling"),
        ("Jane Dowling and agencies", "Jane Dowling"),
        ("Jane Dowling 3 min read", "Jane Dowling"),
        ("By E.J. Dowling Jr.", "E.J. Dowling Jr."),
        ("Par Élodie Marchand (avec AFP)", "Élodie Marchand"),
        ("Người đưa tin: Hà My", "Hà My"),
        ("By AFP", None),
        ("By The Editorial Board", None),
        ("5:00 AM ET", None),
    ],
)
def test_author_name_is_extracted_from_byline(line, author):
    assert read(below=f'<p class="byline">{line}</p>') == ([author] if author else [])


def test_cyrillic_author_is_not_taken_for_site_name():
    head = '<meta property="og:site_name" content="Лента.рф">'
    assert read(head, '<a rel="author" href="/a">Дарья Котова</a>') == ["Дарья Котова"]


def test_photographer_in_caption_is_not_author():
    picture = '<figure><img src="/a.jpg"><figcaption><span itemprop="author">Toni Vidal</span></figcaption></figure>'
    assert read(below=f'{picture}<div class="byline-name"><a href="/a">Mar Solé</a></div>') == ["Mar Solé"]


def test_author_after_date_and_reading_time():
    assert read(below="January 15, 2024 · 3 min · Marcus Eddowes") == ["Marcus Eddowes"]
