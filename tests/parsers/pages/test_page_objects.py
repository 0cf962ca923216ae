"""Page objects: fields are read lazily, selectors come first, missing fields have a reason."""

import gc
import weakref

import pytest

from tests.parsers.pages.fixture_pages import fixture_page
from vustacrawl.parsers import NotAnArticle, canonical_url, open_page, parse_article, parser_name
from vustacrawl.parsers.pages import page_for
from vustacrawl.sites import Profile, Selectors, find_profile

VUSTA = find_profile("vusta")
URL = "https://vusta.vn/bai-p1.html"


def page(html, profile=VUSTA):
    return page_for(open_page(URL, html.encode()), profile)


def test_fields_are_read_lazily():
    body = fixture_page("wordpress/classic").body
    post = page_for(open_page("https://husta.vn/trao-giai/", body), find_profile("husta"))
    assert post.published_at == "2024-06-17T15:04:09+07:00"
    assert post.tags == ["sáng tạo", "học sinh"]
    assert set(post.found_by) == {"published_at", "tags"}


def test_parsed_page_is_freed_without_garbage_collection():
    read = page("<h1>Tên bài</h1><p>Một đoạn văn đủ dài để là nội dung của một bài báo về phản biện xã hội.</p>")
    assert read.to_article().paragraphs
    alive = weakref.ref(read)
    gc.disable()
    try:
        del read
        assert alive() is None
    finally:
        gc.enable()


def test_selectors_of_profile_take_precedence():
    selectors = Selectors(
        title="div.t",
        published="i.d",
        byline="i.b",
        lead="i.l",
        body="div.x",
        section="i.s",
        tags="i.k",
        related="div.r",
    )
    html = """<h1>Đầu trang</h1><div class="t">Tên bài</div><i class="d">01/02/2020 03:04</i><i class="b">Nhóm Ong</i>
    <i class="l">Mở đầu.</i><i class="s">Mục</i><i class="k">một</i><i class="k">hai</i>
    <div class="x"><p>Đoạn văn.</p><div class="r"><p>Bài khác.</p></div></div>
    <div><p>Không phải nội dung của bài này.</p></div>"""
    article = page(html, VUSTA.model_copy(update={"selectors": selectors})).to_article()
    assert (article.title, article.lead, article.body) == ("Tên bài", "Mở đầu.", "Đoạn văn.")
    assert (article.published_at, article.byline) == ("2020-02-01T03:04:00+07:00", "Nhóm Ong")
    assert (article.section, article.tags) == ("Mục", ["một", "hai"])
    selected = ("title", "published_at", "byline", "lead", "section", "tags")
    assert {article.found_by[name] for name in selected} == {"selector"}


def test_missing_fields_have_reason():
    article = page("<h1>Tin</h1><p>Nội dung duy nhất của trang.</p>").to_article()
    assert article.published_at is None and article.found_by["published_at"] == "none: no date line"
    assert article.byline is None and article.found_by["byline"] == "none: no byline"


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<p>Chỉ có chữ</p>", "no title"),
        ("<h1>Liên hiệp các hội và khoa học kỹ thuật Việt Nam</h1><p>Chữ</p>", "no title"),
        ("<h1>Chỉ có tên</h1>", "no text under the title"),
    ],
)
def test_page_without_title_or_text_is_not_article(html, reason):
    with pytest.raises(NotAnArticle, match=reason):
        page(html).to_article()


def test_json_ld_and_meta_replace_unprinted_fields():
    html = """<head><meta property="og:title" content="Tin &amp;quot;lạ&amp;quot; | VUSTA">
    <script type="application/ld+json">
    {"@graph": [{"@type": ["NewsArticle"], "datePublished": "2024-05-19T13:10:00Z",
    "author": [{"name": "Lê Minh Anh"}]}]}
    </script></head><p>Nội dung duy nhất của trang này.</p>"""
    article = page(html).to_article()
    assert article.title == 'Tin "lạ"'
    assert article.published_at == "2024-05-19T20:10:00+07:00"
    assert article.author_name == "Lê Minh Anh"
    assert (article.found_by["title"], article.found_by["byline"]) == ("meta", "json-ld")


AUTHORS = {
    "several": '{"@type": "NewsArticle", "author": [{"name": "Lê An"}, {"name": "Bùi Thu Trà"}, {"name": "quantri"}]}',
    "in one node": '{"@type": "NewsArticle", "author": {"name": ["Lê An", "Bùi Thu Trà"]}}',
    "by reference": """{"@graph": [{"@type": "Article", "author": [{"@id": "#1"}, {"@id": "#2"}]},
        {"@type": "Person", "@id": "#1", "name": "Lê An"}, {"@type": "Person", "@id": "#2", "name": "Bùi Thu Trà"}]}""",
}


@pytest.mark.parametrize("authors", AUTHORS)
def test_all_authors_of_json_ld_are_read(authors):
    script = f'<script type="application/ld+json">{AUTHORS[authors]}</script>'
    article = page(f"{script}<h1>Tin</h1><p>Nội dung duy nhất của trang này.</p>").to_article()
    assert [author.name for author in article.authors] == ["Lê An", "Bùi Thu Trà"]
    assert article.byline == "Lê An, Bùi Thu Trà"


@pytest.mark.parametrize("end", ["</body></html>", "</html>", "</BODY></HTML>", "</body>\n"])
def test_text_after_early_end_tag_is_read(end):
    article = page(f"<html><body><h1>Tin</h1><div><p>Đoạn một.</p>{end}<p>Đoạn hai.</p></div></body></html>")
    assert article.to_article().body == "Đoạn một.\n\nĐoạn hai."


def test_pen_name_in_author_box():
    article = page(
        '<h1>Tin</h1><p class="author">Ngọc Hân</p><div><p>Nội dung duy nhất của trang này.</p></div>'
    ).to_article()
    assert (article.author_name, article.body) == ("Ngọc Hân", "Nội dung duy nhất của trang này.")


def test_canonical_url():
    html = b'<base href="https://vusta.vn/x/"><link rel="canonical" href="../bai-p1.html#a"><meta content="/y">'
    assert canonical_url(URL, html) == "https://vusta.vn/bai-p1.html"
    assert (
        canonical_url(URL, b'<meta property="og:url" content="https://vusta.vn/y-p2.html">')
        == "https://vusta.vn/y-p2.html"
    )
    assert canonical_url(URL, b"<p>a</p>") is None


def test_parser_name_depends_on_family_and_settings():
    names = [parser_name(find_profile(name)) for name in ("vusta", "khcncaobang", "husta")]
    assert [name.partition("+")[0] for name in names] == ["vnmedia", "nukeviet", "wordpress"]
    profile = find_profile("vusta")
    assert parser_name(profile.model_copy(update={"notes": "x"})) == parser_name(profile)
    assert parser_name(profile.model_copy(update={"date_order": "MDY"})) != parser_name(profile)


def test_bundled_profiles_recognize_their_articles():
    known = {
        "vusta": ("https://vusta.vn/a-b-p90000.html", "90000"),
        "vusta-en": ("https://en.vusta.vn/a-b-p311.html", "311"),
        "hoikinhtemoitruong": ("https://hoikinhtemoitruongvn.vn/a-p55.html", "55"),
        "khcncaobang": ("http://khcncaobang.gov.vn/index.php?language=vi&nv=news&op=tin/a-2329", "2329"),
        "husta": ("https://husta.vn/a-b/", None),
        "hcmusta": ("https://hcmusta.org.vn/a-b", None),
        "hpusta": ("https://hpusta.org.vn/a-b/", None),
        "kinhtemoitruong": ("https://kinhtemoitruong.vn/a-b-61424.html", "61424"),
        "lhhdanang": ("https://lhhdanang.vn/?655=5&658=94&657=635&654=4", "635"),
        "tusta": ("http://tusta.org.vn/NewsDetail.aspx?Id=9036", "9036"),
        "vustathaibinh": ("http://vustathaibinh.org.vn/hop-ban-chap-hanh-3101.html", "3101"),
        "vncold": ("http://www.vncold.vn/NewsDetails/Index/5046", "5046"),
        "vacne": ("https://vacne.org.vn/a-b/217645.html", "217645"),
        "tinmoitruong": ("https://tinmoitruong.vn/khoa-hoc/a-b_160_52578_1.html", "52578"),
        "vdca": ("https://vdca.org.vn/hoi-thao-chuyen-doi-so", None),
        "vacvina": ("https://vacvina.org.vn/xem-tin-tuc/a-b.html", None),
        "kienthuc": ("https://kienthuc.net.vn/vusta-news/a-b-1478728.html", "1478728"),
        "hointtvn": ("https://hointtvn.vn/a/b-bid295.html", "295"),
        "camau": ("https://lienhiephoikhkt.camau.gov.vn/a-b.493", "493"),
        "busta": ("https://busta.vn/tin-tuc/khoa-hoc/a-b-n2245.html", "2245"),
        "bacninh": ("https://hkhkt.bacninh.gov.vn/x?p_p_id=newsdetail_WAR_tin&articleId=20415", "20415"),
        "custa": ("https://custa.cantho.gov.vn/?newsid=3120", "3120"),
        "vdca-en": ("https://en.vdca.org.vn/tin-tuc/t30/a-b.html", None),
    }
    for name, (url, native_id) in known.items():
        profile = find_profile(name)
        assert isinstance(profile, Profile)
        assert profile.is_article(url) and profile.native_id(url) == native_id


@pytest.mark.parametrize(
    ("site", "url"),
    [
        ("hcmusta", "https://hcmusta.org.vn/category/tin-tuc/"),
        ("hpusta", "https://hpusta.org.vn/wp-login.php"),
        ("husta", "https://husta.vn/page/2/"),
        ("lhhdanang", "https://lhhdanang.vn/?655=2&658=94"),
        ("tusta", "http://tusta.org.vn/NewsList.aspx?CatId=3"),
        ("vustathaibinh", "http://vustathaibinh.org.vn/trung-uong/page-4.htm"),
        ("vustathaibinh", "http://vustathaibinh.org.vn/trung-uong-3090.html"),
        ("busta", "https://busta.vn/van-ban-qppl/c-2/Lien-hiep-hoi.html"),
        ("bacninh", "https://hkhkt.bacninh.gov.vn/web/tin?p_p_id=newsbycategory_WAR_tin&cateId=12"),
        ("khcncaobang", "http://khcncaobang.gov.vn/index.php?language=vi&nv=news&op=savefile/tin/a-2329"),
        ("khcncaobang", "http://khcncaobang.gov.vn/index.php?language=vi&nv=news&op=tin/page-4"),
        ("vdca", "https://vdca.org.vn/tim-kiem?q=nha-cai-uy-tin-so-mot"),
        ("kienthuc", "https://kienthuc.net.vn/tin-vusta/?page=4"),
    ],
)
def test_listings_print_views_and_searches_are_not_articles(site, url):
    assert not find_profile(site).is_article(url)


def test_old_vusta_urls_are_articles_but_print_views_are_not():
    assert VUSTA.is_article("http://vusta.vn/chitiet/tin-tuc/Hoi-nghi")
    assert VUSTA.is_article("http://vusta.vn/en/news/Our-Partners/Workshop-56034.html")
    assert not VUSTA.is_article("http://vusta.vn/en/news/savefile/Our-Partners/Workshop-56034.html")
    assert not VUSTA.is_article("https://vusta.vn/tin-tuc-su-kien-c37.html")
    assert not VUSTA.is_article("http://vusta.vn/en/news/Our-Partners/page-4/")


def test_url_is_kept_as_given():
    article = parse_article(URL + "?page=2", b"<h1>Tin</h1><p>Chu</p>", VUSTA)
    assert (article.url, article.site, article.native_id) == (URL + "?page=2", "vusta", "1")


PARAGRAPHS = "".join(
    f"<p>Hội thảo thứ {number} về cây ăn quả của tỉnh có nhiều đại biểu tham dự và phát biểu ý kiến về giống cây.</p>"
    for number in range(1, 5)
)


@pytest.mark.parametrize("selector", [".au", ".story .au", "div.hide > .au", "[style] .au"])
@pytest.mark.parametrize("site", ["vacvina", "vusta"])
def test_body_search_does_not_affect_selectors(selector, site):
    html = f"""<title>Hội thảo cây ăn quả</title><h1>Hội thảo cây ăn quả</h1>
    <div class="hide story" style="display:none"><span class="au">Nhóm Ong Mật</span>{PARAGRAPHS}</div>"""
    profile = find_profile(site)
    profile = profile.model_copy(update={"selectors": Selectors(byline=selector)})
    article = page(html, profile).to_article()
    assert (article.byline, article.found_by["byline"]) == ("Nhóm Ong Mật", "selector")
    assert sum(block.text.startswith("Hội thảo thứ") for block in article.paragraphs) == 4
