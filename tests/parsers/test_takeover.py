"""Pages of a domain that changed hands are distinguished from the site's own and from news on the same topics."""

import re

import pytest

from tests.cpu_time import assert_costs_at_most
from vustacrawl.parsers import NotAnArticle, find_links, parse_article
from vustacrawl.parsers.changed_hands import CHANGED_HANDS, features_of, names_gambling, nothing_left, own_targets
from vustacrawl.parsers.html.document import read_document
from vustacrawl.sites import find_profile

PROFILE = find_profile("hagiang")
ARTICLE = "http://lienhiephoihagiang.org.vn/tin-hoat-dong-cua-hoi/hoi-thao.html"
HOME = PROFILE.url
SPAM = "Nhà cái uy tín: casino trực tuyến, nổ hũ, kèo bóng đá và soi cầu mỗi ngày, nạp tiền hoàn trả trong ba phút."
NEWS = (
    "Hội thảo bàn cách phòng, chống cá cược và cờ bạc trên mạng trong thanh niên vùng cao. Các đại biểu cho biết nhiều "
    "trang giả danh casino nước ngoài để lừa đảo, và đề nghị nhà trường đưa nội dung này vào giờ sinh hoạt lớp."
)
PARKED = '<script src="//img.sedoparking.com/a.js"></script>'


def page(body, title="Hội thảo ở Đồng Văn", lang="vi"):
    return (
        f"<html lang={lang}><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>".encode()
    )


def article_page(text):
    return page(f"<h1>Hội thảo ở Đồng Văn</h1><p>01/02/2024 08:30</p><div>{f'<p>{text}</p>' * 3}</div>")


@pytest.mark.parametrize(
    "body",
    [
        article_page(SPAM),
        page("<h1>hagiang.example</h1><p>This domain is for sale. Buy this domain.</p>"),
        page("<p>Tên miền này đã hết hạn</p>"),
        page(PARKED, title=""),
    ],
    ids=("gambling", "for sale", "expired", "domain dealer script"),
)
def test_spam_and_parked_pages_are_not_articles(body):
    with pytest.raises(NotAnArticle, match=CHANGED_HANDS):
        parse_article(ARTICLE, body, PROFILE)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Just a moment...", "Verifying you are human. This may take a few seconds. Enable JavaScript and cookies."),
        ("403 Forbidden", "You don't have permission to access this resource."),
        ("Account Suspended", "This account has been suspended. Contact your hosting provider for more information."),
        ("Hệ thống đang bảo trì", "Xin quý vị quay lại sau."),
    ],
)
@pytest.mark.parametrize("url", [HOME, f"{HOME}tin-tuc"], ids=["home", "list"])
def test_error_page_instead_of_list_is_reported_as_such(url, title, text):
    links = find_links(url, page(f"<h1>{title}</h1><p>{text}</p>", title=title, lang="en"), PROFILE, "listing")
    assert links.fault == f"error page or robot check: {title}"


def test_list_without_entries_is_no_error():
    empty = page("<h1>Tin tức</h1><p>Không có bài viết nào trong mục này.</p>", title="Không có bài viết nào")
    assert find_links(f"{HOME}tin-tuc", empty, PROFILE, "listing").fault is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Lỗi 404", "Trang bạn yêu cầu không tồn tại hoặc đã bị xóa."),
        ("Thông báo", "Error establishing a database connection"),
        ("Bài viết không tồn tại", "Bài viết này đã bị xóa hoặc chưa được duyệt."),
        ("Just a moment...", "Checking your browser before accessing the site."),
        ("Đăng nhập", "Quý vị điền tên và mật khẩu để xem nội dung này của hệ thống."),
        ("Thông báo", "Bạn cần đăng nhập để xem bài viết."),
        ("Checking your browser before accessing hoi.vn", "Please enable JavaScript and cookies to continue."),
        ("Sorry, you have been blocked", "You are unable to access hoi.vn."),
        ("Request Rejected", "The requested URL was rejected. Please consult with your administrator."),
        ("Verifying you are human. This may take a few seconds.", "hoi.vn reviews your connection."),
        ("Xác nhận bạn không phải là robot", "Vui lòng nhập mã trong hình dưới đây để tiếp tục truy cập."),
        ("Kiểm tra", "Vui lòng nhập mã xác nhận để tiếp tục truy cập trang tin của chúng tôi."),
        ("Bạn không có quyền truy cập trang này", "Quý vị liên hệ với quản trị viên để được cấp quyền."),
        ("Truy cập của bạn đã bị chặn", "Địa chỉ IP của bạn đã bị chặn do gửi quá nhiều yêu cầu."),
        ("Hệ thống đang được nâng cấp", "Mong quý vị thông cảm và quay lại sau ít phút. Xin cảm ơn."),
        ("Chúng tôi sẽ quay trở lại sớm", "Trang web tạm ngưng hoạt động để bảo trì."),
        ("We'll be back soon!", "Sorry for the inconvenience, we're performing some maintenance."),
        ("Website đang trong quá trình xây dựng", "Mời quý vị quay lại sau."),
        ("Server Error in '/' Application.", "An application error occurred on the server."),
        ("Đã xảy ra lỗi", "Yêu cầu của quý vị chưa được xử lý. Vui lòng thử lại sau."),
        ("Tài khoản hosting đã bị tạm khóa", "Quý khách liên hệ nhà cung cấp dịch vụ để biết thêm."),
        ("Rất tiếc, trang bạn tìm kiếm không tồn tại", "Đường dẫn có thể đã được thay đổi."),
        ("Không có bài viết nào", "Xin mời quý vị chọn chuyên mục khác của trang tin."),
        ("Bài viết đang chờ duyệt", "Nội dung này chưa được hiển thị với bạn đọc."),
    ],
)
def test_error_pages_are_not_articles(title, text):
    with pytest.raises(NotAnArticle, match="an error page"):
        parse_article(ARTICLE, page(f"<h1>{title}</h1><p>{text}</p>", title=title), PROFILE)


@pytest.mark.parametrize(
    ("title", "times"),
    [
        ("Lỗi 404 là gì và cách khắc phục trên trang tin của hội", 9),
        ("Hệ thống đang được nâng cấp cho các hội thành viên", 1),
        ("Truy cập bị hạn chế ở vùng cao", 1),
        ("Xác nhận kết quả bầu cử của hội", 1),
        ("Không có bài viết bị xóa trong năm qua", 1),
    ],
)
def test_article_about_error_is_article(title, times):
    text = "Các hội cơ sở đã họp ở Hà Nội trong hai ngày để bàn việc này. " * times
    assert parse_article(ARTICLE, page(f"<h1>{title}</h1><p>{text}</p>", title=title), PROFILE).title == title


def test_report_about_gambling_is_article():
    assert "cá cược" in parse_article(ARTICLE, article_page(NEWS), PROFILE).body


LINK = f'<a href="{ARTICLE}">Hội thảo ở Đồng Văn</a> '
NAMED = f"<h1>{PROFILE.title}</h1>"
CHINESE = "<p>欢迎来到我们的网站，我们提供最优质的产品和服务，请随时与我们联系，谢谢您的光临。</p>" * 3


SPAM_LINKS = "".join(
    f'<a href="https://{host}/">xem</a> '
    for host in ("keonhacai5.tv", "789bet.example", "w88-link.example", "sunwin.vip")
)


@pytest.mark.parametrize(
    ("body", "expected_fault"),
    [
        (page(f"<p>{SPAM}</p>{LINK}", title="Cổng game"), "gambling.*; the site's name is nowhere on it"),
        (page(f"{NAMED}<p>{SPAM}</p>{LINK}"), None),
        (
            page(f"{CHINESE}<a href='{ARTICLE}'>新闻</a>", lang="zh"),
            "another language; the site's name is nowhere on it",
        ),
        (page(f"<p>domain for sale</p>{PARKED}{LINK}"), None),
        (page(f"<p>This domain may be for sale</p>{LINK}"), "for sale"),
        (page(f"{NAMED}<p>{NEWS}</p>{LINK}"), None),
        (page(f"<p>{NEWS}</p>{LINK}"), None),
        (page(f"{NAMED}{CHINESE}{LINK}", lang="zh"), None),
        (page(f"<p>{NEWS}</p>{SPAM_LINKS}{LINK}"), "links to gambling.*; the site's name is nowhere on it"),
        (page(f"{NAMED}<p>{NEWS}</p>{SPAM_LINKS}{LINK}"), None),
    ],
    ids=(
        *("gambling without site name", "gambling with site name", "other language without site name", "parking words"),
        *("for sale", "report with site name", "report without site name", "other language with site name"),
        *("gambling links without site name", "hacked site: gambling links with site name"),
    ),
)
def test_home_page_of_taken_over_domain_has_no_links(body, expected_fault):
    links = find_links(HOME, body, PROFILE, "listing")
    if expected_fault is None:
        assert links.fault is None and [link.url for link in links.found] == [ARTICLE]
    else:
        assert not links.found
        assert links.fault and CHANGED_HANDS in links.fault and re.search(expected_fault, links.fault)


UNION = "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh Hà Giang"
SITE = "http://lienhiephoihagiang.org.vn"
TEXTS = (
    "Hội thi Sáng tạo kỹ thuật của tỉnh nhận ba mươi hai giải pháp về nông lâm nghiệp và bảo vệ môi trường.",
    "Đoàn công tác khảo sát mô hình trồng cây dược liệu dưới tán rừng ở huyện Quản Bạ và trao đổi với bà con.",
    "Hội nghị Ban Chấp hành bàn kế hoạch tư vấn, phản biện và giám định xã hội, phổ biến kiến thức cho hội viên.",
    "Lớp tập huấn về viết tin bài cho cộng tác viên khai mạc sáng nay, có sự tham gia của các hội thành viên.",
)
OTHERS = {
    "land": """Dự án căn hộ ven sông mở bán đợt hai với chính sách vay lãi suất thấp, bàn giao tặng nội thất.
    Chủ đầu tư cam kết thuê lại trong năm năm và hỗ trợ khách hàng làm hồ sơ vay mua nhà tại ngân hàng.""",
    "cosmetics": """Kem dưỡng trắng da chiết xuất thiên nhiên giúp làm mờ thâm nám chỉ sau hai tuần dùng đều mỗi tối.
    Cửa hàng giao tận nơi trên toàn quốc, kiểm tra trước khi trả tiền, đổi trả miễn phí trong bảy ngày.""",
    "loans": """Vay tiền nhanh chỉ cần căn cước, giải ngân trong ngày, hạn mức đến năm mươi triệu, không thẩm định.
    Khoa học và công nghệ tài chính giúp hồ sơ được duyệt tự động qua ứng dụng trên điện thoại của khách.""",
    "english": """Ten gadgets that will change how you travel this summer, reviewed by our editors after some testing.
    Subscribe to our newsletter for deals on headphones, backpacks and noise machines for the light sleeper.""",
    "chinese": "我们提供最优质的家具和家居用品，价格优惠，欢迎各地客户来电咨询订购，免费送货上门，七天无理由退换。" * 3,
}


def documents(*bodies, title=UNION, lang="vi"):
    return [read_document(f"{SITE}/", page(body, title=title, lang=lang)) for body in bodies]


def framed(menu, text):
    links = "".join(f'<a href="{path}">{label}</a> ' for path, label in menu)
    return f"<nav>{links}</nav><h1>{text[:40]}</h1>{f'<p>{text}</p>' * 12}"


USUAL = [("/", ""), ("/gioi-thieu.html", ""), ("/lien-he", ""), ("/tin-tuc/", ""), ("/wp-login.php", "")]
MENU = [*((f"/muc-{number}.html", f"Mục {number}") for number in range(8)), *USUAL]
NEW_MENU = [*((f"/chuyen-muc/{number}", f"Chuyên đề {number}") for number in range(8)), *USUAL]
BEFORE = features_of(documents(*(framed(MENU, text) for text in TEXTS[:3])), PROFILE)


@pytest.mark.parametrize("name", OTHERS)
def test_other_site_at_same_domain_is_detected_from_earlier_pages(name):
    [now] = documents(framed(NEW_MENU, OTHERS[name]), title="Trang mới", lang="zh" if name == "chinese" else "vi")
    reason = nothing_left(now, PROFILE, BEFORE)
    assert reason and reason.startswith("nothing is left of the site's earlier pages")
    assert ("another language" in reason) == (name in ("english", "chinese"))
    assert nothing_left(now, PROFILE, features_of(documents(TEXTS[0], title="Tin"), PROFILE)) is None, (
        "the earlier page lacked the site's name"
    )


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (framed(NEW_MENU, OTHERS["land"]), UNION),
        (framed(NEW_MENU, OTHERS["land"]) + f'<img src="/logo.png" alt="{UNION}">', "Trang tin"),
        (framed(NEW_MENU, TEXTS[3]), "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh Tuyên Quang"),
        (framed(NEW_MENU, TEXTS[1]), "Trang tin điện tử"),
        (framed(MENU, OTHERS["land"]), "Trang tin điện tử"),
        (f"<h1>Website đang nâng cấp</h1>{'<p>Mời quý vị trở lại sau.</p>' * 9}", "Bảo trì"),
        (f"<p>{OTHERS['english']}</p>" * 12, "Index of /"),
    ],
    ids=(
        *(
            "redesign",
            "redesign with site name in logo",
            "merged with another union",
            "old texts in another CMS",
        ),
        *("other text in old menu", "maintenance", "page without links"),
    ),
)
def test_redesign_or_new_cms_is_not_taken_for_other_site(body, title):
    [now] = documents(body, title=title)
    assert nothing_left(now, PROFILE, BEFORE) is None


def test_hostile_urls_cost_little():
    def judge(times):
        addresses = [f"{SITE}{'/wp-a.bb' * times}!", f"{SITE}{'/vi.en' * times}!", f"{SITE}/{'wp-' * times}"]
        assert len(own_targets(addresses, PROFILE)) >= 2
        assert not names_gambling("a." * times)

    assert_costs_at_most(6, lambda: judge(4_000), lambda: judge(16_000))


@pytest.mark.parametrize("source", ["keonhacai88.com", "https://www.fun88.example/tin", "Nhà cái Sunwin", "kubet.tv"])
def test_gambling_host_is_not_accepted_as_source(source):
    article = parse_article(
        ARTICLE, article_page(NEWS).replace(b"</div>", f"<p>Nguồn: {source}</p></div>".encode()), PROFILE
    )
    assert article.source_credit is None
    assert article.found_by["source_credit"] == "none: the source that is named advertises gambling"


@pytest.mark.parametrize(
    "source",
    ["vusta.vn", "Báo Hà Giang", "TTXVN/Vietnam+", "kh88.gov.vn", "alphabet.org", "TS. Nguyễn Bá Winh", "B.Win"],
)
def test_ordinary_source_is_not_taken_for_gambling(source):
    assert not names_gambling(source)
