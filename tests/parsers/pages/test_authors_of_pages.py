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
        ({"author": {"@type": "Person", "name": {"@type": "Person", "name": "Jane Hall"}}}, ["Jane Hall"]),
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
        ({"author": {"@type": "Person", "name": "Press Trust of India"}}, []),
        ({"author": {"@type": "Person", "name": "Nguyen Van The"}}, ["Nguyen Van The"]),
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
        ('<div class="author-date">Jane Hall July 10, 2015</div>', ["Jane Hall"]),
        ('<div class="byline">Jane Hall<br>Published 8:15 a.m. ET May 14, 2024</div>', ["Jane Hall"]),
        ('<p class="meta__author">Par <b>Jean Petit</b> (Lyon, correspondant)</p>', ["Jean Petit"]),
        ('<div class="byline">Ann Low (now) and Tom Reim (earlier)</div>', ["Ann Low", "Tom Reim"]),
        ('<p class="published">Por <b>Ana Lemos</b>, g1 Vale — Lisboa</p>', ["Ana Lemos"]),
        ('<ul class="authors"><li>Ann Low</li><li>Tom Reim</li></ul>', ["Ann Low", "Tom Reim"]),
        ('<div class="author-info"><b>Theo Nguyễn Minh Anh</b></div>', ["Nguyễn Minh Anh"]),
        ('<div class="author-info"><b>Theo Thanh Niên</b></div>', []),
        ('<span class="author">Redacción El Pueblo</span>', []),
        ('<div class="comments"><p class="comment-author">Ann Low</p></div>', []),
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
        ("Ein Gastbeitrag von Katrin Ebersbach", "Katrin Ebersbach"),
        ("Propos recueillis par Élodie Marchand", "Élodie Marchand"),
        ("Geschrieben von: Katrin Ebersbach", "Katrin Ebersbach"),
        ("Mar Solé / Corresponsal en Berlín", "Mar Solé"),
        ("Giulia Corsi, inviata a Valpera", "Giulia Corsi"),
        ("Von Katrin Ebersbach, SWR", "Katrin Ebersbach"),
        ("By Mary-Ann O'Neill de la Cruz", "Mary-Ann O'Neill de la Cruz"),
        ("By JANE DOWLING, The Courier", "JANE DOWLING"),
        ("Oleh Dewi Lestari", "Dewi Lestari"),
        ("Szerző: Kovács Eszter", "Kovács Eszter"),
        ("João Costa e Silva", "João Costa e Silva"),
        ("김하나 기자", "김하나"),
        ("记者 林小河", "林小河"),
        ("文・石川彩", "石川彩"),
        ("FOR IMMEDIATE RELEASE", None),
        ("Da Redação", None),
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


@pytest.mark.parametrize(
    "line",
    [
        "Por Ana Lemos e Rui Prado",
        "Lotte Maes en Jef Peeters",
        "By Ann Low and Tom Reim in Lisbon",
        "Ann Low y Tom Reim",
    ],
)
def test_two_authors_in_other_languages(line):
    assert len(read(below=f'<p class="byline">{line}</p>')) == 2


ROWS = (
    '<ul class="authors"><li class="author"><b class="author__name">Ann Low</b> Reporter</li>'
    '<li class="author"><b class="author__name">Tom Reim</b> Reporter</li></ul>',
    '<div data-component="byline-block"><div><div><span>Ann Low</span><p><span>Tide correspondent</span></p></div>'
    "<div><span>Tom Reim</span><p><span>BBC News, Lisbon</span></p></div></div></div>",
    '<ol class="author-list"><li><a class="author-name"><b class="fn author-name">Ann Low</b></a><p>Botanist</p>'
    '</li><li><a><b class="fn author-name">Tom Reim</b></a><p>Lecturer</p></li></ol>',
    '<ul class="contributors"><li><b class="name">Ann Low</b> <i class="role">Professor of Botany</i></li>'
    '<li><b class="name">Tom Reim</b> <i class="role">Lecturer</i></li></ul>',
    '<div class="byline__names">By <a class="byline__link">Ann Low</a> and <span>Tom Reim</span>, CNN</div>',
)


@pytest.mark.parametrize("row", ROWS)
def test_authors_in_row_of_boxes(row):
    assert read(below=row) == ["Ann Low", "Tom Reim"]


ENGLISH = "".join(
    f"<p>The keepers of the bank have met to talk about {what} of the coming year, and will meet again in spring.</p>"
    for what in ("the water", "the trees")
)


def read_foreign(printed, last="", people=()):
    script = json.dumps({"@type": "NewsArticle", "author": [{"@type": "Person", "name": name} for name in people]})
    page = (
        f'<html lang="en"><script type="application/ld+json">{script}</script><div><h1>The tide comes in</h1>{printed}'
        f"<div>{ENGLISH}{last}</div></div></html>"
    )
    article = parse_article("https://x.example/a", page.encode(), unknown_site("https://x.example/"))
    return [author.name or author.initials for author in article.authors], article


@pytest.mark.parametrize(
    ("printed", "authors"),
    [
        ("<p>Ann Low / TNN / May 14, 2024, 08:15 IST</p>", ["Ann Low", "Tom Reim"]),
        ("<p>14 May 2024, 08:15 PHT</p>", ["Ann Low", "Tom Reim"]),
        ("<p>By ANN LOW, Jo Field</p>", ["Ann Low", "Tom Reim"]),
    ],
)
def test_people_in_json_ld_of_foreign_page_come_first_if_printed(printed, authors):
    last = "<p>Ann Low and Tom Reim write about tides.</p>"
    assert read_foreign(printed, last, people=["Ann Low", "Tom Reim"])[0] == authors


def test_authors_in_list_beside_the_one_in_json_ld():
    box = '<h4 class="author-name"><a>Ann Low</a>, <a>Tom Reim</a></h4>'
    assert read_foreign(box, people=["Ann Low"])[0] == ["Ann Low", "Tom Reim"]
    box = '<div class="byline"><a rel="author">Ann Low</a> (text) and <a rel="author">Tom Reim</a> (photos)</div>'
    assert read_foreign(box, people=["Ann Low"])[0] == ["Ann Low"]


def test_signs_of_editors_are_authors_only_without_names():
    authors, article = read_foreign("", "<p>(dew/ags)</p>")
    assert (authors, len(article.paragraphs)) == (["dew", "ags"], 2)
    authors, article = read_foreign('<p class="author">Ann Low</p>', "<p>(dew/ags)</p>")
    assert (authors, len(article.paragraphs)) == (["Ann Low"], 2)
    authors, article = read_foreign("", "<p>(dpa/lno)</p>")
    assert (authors, len(article.paragraphs)) == ([], 3)


def test_address_in_article_names_author():
    page = (
        f'<html lang="en"><article><h1>The tide comes in</h1><address>Ann Low</address><div>{ENGLISH}</div></article>'
    )
    article = parse_article("https://x.example/a", page.encode(), unknown_site("https://x.example/"))
    assert [author.name for author in article.authors] == ["Ann Low"]


def test_source_in_last_line_does_not_replace_author():
    authors, article = read_foreign('<p class="author">Ann Low</p>', "<p>Quelle: dpa</p>")
    assert (authors, article.source_credit, len(article.paragraphs)) == (["Ann Low"], "dpa", 2)


def test_capitals_beside_date_of_foreign_page_are_no_initials():
    assert read_foreign("<p>14 May 2024, 08:15 PHT</p>")[0] == []


@pytest.mark.parametrize(
    ("box", "author"),
    [
        ('<p class="byline">By <a>Ann Low</a> <b class="source">Tide News</b></p>', "Ann Low"),
        ('<div class="byline">By<a>Ann Low</a><i class="role">News Reporter</i></div>', "Ann Low"),
        ("<p>By Ann Low 🌲</p>", "Ann Low"),
        ('<div class="x"><a href="/author/ann-low">Ann Low</a> <i>8 min read</i></div>', "Ann Low"),
        ('<div class="x"><a href="/people/ann-low">Ann Low</a></div>', "Ann Low"),
        ('<ul><li><i class="fa fa-user"></i> Ann Low</li></ul>', "Ann Low"),
        ('<div class="vcard"><b class="fn">Ann Low</b></div>', "Ann Low"),
        ('<div data-author="Ann Low"></div>', "Ann Low"),
        ('<b class="author">Ann Low</b><div class="author-title">Science Reporter</div>', "Ann Low"),
        ('<p class="author">編集委員 石川彩</p>', "石川彩"),
        ('<a class="author">Ann Low For Tide Mail</a>', "Ann Low"),
        ('<b class="auteur">Ann Low</b>', "Ann Low"),
        ('<b class="auteur">Le Courrier avec AFP</b>', None),
        ('<b class="creator__name">Ann Low</b>', "Ann Low"),
        ("<p>Von FOCUS-online-Redakteurin Ann Low</p>", "Ann Low"),
        ("<p>von Ann Low, MDR AKTUELL</p>", "Ann Low"),
        ("<p>Autorin/Autor Ann Low</p>", "Ann Low"),
        ("<p>Rep: Ann Low/ Red: Tom Reim</p>", "Ann Low"),
        ("<p>Escribe: Ann Low</p>", "Ann Low"),
        ('<b class="author">Haber Merkezi</b>', None),
        ('<b class="author">โดย มาลี รักษ์น้ำ</b>', "มาลี รักษ์น้ำ"),
        ('<p class="author">石川彩 (編集部)</p>', "石川彩"),
        ('<p id="byline">[石川彩，ITmedia]</p>', "石川彩"),
        ('<p class="author">編集部</p>', None),
        ('<p class="author">网河</p>', None),
        ('<p class="author">河口消息</p>', None),
        ("<p>〔記者林小河／台北報導〕</p>", "林小河"),
        ("<p>聯合報／ 記者林小河／台北即時報導</p>", "林小河"),
        ("<p>글·사진 고마리 기자</p>", "고마리"),
        ("<p>By</p><p><a>Ann Low</a></p>", "Ann Low"),
        ("<dl><dt>Author</dt><dd>Ann Low</dd></dl>", "Ann Low"),
        ("<table><tr><td>Author</td><td>Ann Low</td></tr><tr><td>Place</td><td>Arden</td></tr></table>", "Ann Low"),
        ("<p>By ANN LOW<br><b>Associated Press</b></p>", "ANN LOW"),
        ('<p class="author">Ann LOWELL / ARDEN</p>', "Ann LOWELL"),
        ('<p class="author">责任编辑：王江</p>', None),
        ('<b class="ssrcss-1-TextContributorName">By Ann Low</b>', "Ann Low"),
        ('<p class="bylineComments"><b class="bylineBody">By Ann Low, Correspondent</b></p>', "Ann Low"),
        ("<p>Авторы Анна Лосева</p>", "Анна Лосева"),
        ("<p>Posted by Ann Low on May 14, 2024 in <a href='/c'>Tides</a></p>", "Ann Low"),
        ("<p>Pubblicato il 14 Maggio 2024 da Ann Low in <a href='/c'>Maree</a></p>", "Ann Low"),
        ("<p>14 мая 2024, 09:12 Автор: Анна Лосева 1 245 просмотров</p>", "Анна Лосева"),
        ("<p>2024-05-14 09:12 来源：潮汐日报 作者：林小河</p>", "林小河"),
        ("<p>文＝石川彩　写真＝河合勇</p>", "石川彩"),
        ("<p>By Ann Low May 14, 2024</p>", "Ann Low"),
        ('<p><b class="author">Ann de Low</b> Arden 14 May 2024</p>', "Ann de Low"),
        ("<p>By Ann Low Ann Low</p>", "Ann Low"),
        ('<p class="author">Tides · Ann Low</p>', "Ann Low"),
        ('<p class="author">Ann McLow</p>', "Ann McLow"),
        ('<p class="author"><b class="field-name-date">Story By</b> Ann Low</p>', "Ann Low"),
        ('<div class="widget-popular-posts sidebar"><b class="author">Ann Low</b></div>', None),
        ('<div class="pull-quote"><b class="author">Ann Low</b></div>', None),
        ('<p class="author">AP</p>', None),
        ("<p>By The Associated Press</p>", None),
    ],
)
def test_author_of_foreign_page(box, author):
    assert read_foreign(box)[0] == ([author] if author else [])


@pytest.mark.parametrize(
    ("last", "authors"),
    [
        ("<p>Reporting by Ann Low in Lisbon and Tom Reim in Porto; Editing by Jo Field</p>", ["Ann Low", "Tom Reim"]),
        ("<p>【石川彩】</p>", ["石川彩"]),
        ("<p>（石川彩、河野真理）</p>", ["石川彩", "河野真理"]),
        ("<p>고마리 기자 = mari@x.test</p>", ["고마리"]),
        ("<p>【関連記事】</p>", []),
        ("<p>Ann Low</p><p>ann@tide.example</p>", ["Ann Low"]),
    ],
)
def test_authors_in_last_line_of_foreign_page(last, authors):
    assert read_foreign("", last)[0] == authors


@pytest.mark.parametrize(
    ("opening", "author"),
    [
        (
            "[서울=뉴시스] 고마리 기자 = 첫 배나무 마흔 그루가 월요일 옛 강둑에서 이백 미터 떨어진 곳에 심어졌다.",
            "고마리",
        ),
        ("（中央社記者林小河台北14日電）第一批四十棵梨樹星期一種進了土裡，離河流的老岸有二百米遠。", "林小河"),
    ],
)
def test_reporter_in_dateline(opening, author):
    page = f'<html lang="ko"><h1>The tide comes in</h1><div><p>{opening}</p>{ENGLISH}</div></html>'
    article = parse_article("https://x.example/a", page.encode(), unknown_site("https://x.example/"))
    assert [found.name for found in article.authors] == [author]


def test_link_to_somebody_in_running_text_is_not_author():
    text = f'{ENGLISH[3:-4]}, says <a href="/people/ann-low">Ann Low</a>, who keeps the seed bank of the valley.'
    assert read_foreign(f"<p>{text}</p>")[0] == []
    teaser = '<div class="next"><a href="/b">Tides</a> <a href="/author/ann-low">Ann Low</a></div>'
    assert read_foreign("", f"</div>{teaser}<div>")[0] == []


def test_person_whose_page_a_sentence_links_is_not_author():
    assert read_foreign("<p>The <a href='/people/ann-low'>Ann Low</a> Fund has three parts</p>")[0] == []


@pytest.mark.parametrize("name", ["石川彩", "石川ひさのり"])
def test_author_meta_tag_in_japanese(name):
    head = f"<meta name='author' content='Tide Inc.'><meta name='author' content='{name}'>"
    page = f"<html lang='ja'><head>{head}</head><main><h1>The tide</h1><div>{ENGLISH}</div></main></html>"
    article = parse_article("https://x.example/a", page.encode(), unknown_site("https://x.example/"))
    assert [author.name for author in article.authors] == [name]


def test_author_in_labelled_meta_tags():
    label = '<meta name="twitter:label1" content="{}"><meta name="twitter:data1" content="{}">'
    assert read(label.format("Written by", "Jane Hall")) == ["Jane Hall"]
    assert read(label.format("Được viết bởi", "Minh Chiến")) == ["Minh Chiến"]
    assert read(label.format("Est. reading time", "3 minutes")) == []


@pytest.mark.parametrize(
    "name", ["authors", "og:article:author", "article:author_name", "shareaholic:article_author_name", "rbauthors"]
)
def test_other_author_meta_tags(name):
    assert read(f'<meta property="{name}" content="Jane Hall, Bob McDonald">') == ["Jane Hall", "Bob McDonald"]


@pytest.mark.parametrize(
    "json_ld",
    [
        {"author": {"@type": "Person", "name": "Jane Hall for Tide News"}},
        {"author": {"@type": "Person", "name": "Jane Hall | tide.test"}},
        {"author": {"@type": "Organization", "name": "Tide"}, "contributor": {"@type": "Person", "name": "Jane Hall"}},
        {"@type": "ScholarlyArticle", "author": {"@type": "schema:Person", "name": "Jane Hall"}},
    ],
    ids=str,
)
def test_other_forms_of_author_in_json_ld(json_ld):
    assert read(json_ld=json_ld) == ["Jane Hall"]


@pytest.mark.parametrize(
    ("last", "author"),
    [
        ("Ghi chép của Minh Anh", "Minh Anh"),
        ("Bài: Minh Anh; Ảnh: Đức Hà; Thiết kế: Lan", "Minh Anh"),
        ("Bút ký của Minh Anh", "Minh Anh"),
        ("BTV. Minh Anh", "Minh Anh"),
    ],
)
def test_last_line_names_author(last, author):
    assert read(last=f'<p align="right">{last}</p>') == [author]


def test_day_of_week_beside_date_is_not_author():
    assert read(below="Thứ Ba | 14/05/2024 | 08:15") == []
