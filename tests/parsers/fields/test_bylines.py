"""The forms of a byline, and lines that only look like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.items import Author
from vustacrawl.parsers.fields.bylines import read_byline, read_pen_name
from vustacrawl.parsers.fields.names import is_office, is_person, is_personal, split_names

FORMS = [
    # line, initials, name, source, photo
    # Initials
    ("HT", "HT"),
    ("MN", "MN"),
    ("NĐT", "NĐT"),
    ("DL", "DL"),
    ("PV", "PV"),
    ("P.V", "P.V"),
    ("P.V.", "P.V."),
    ("H.T", "H.T"),
    ("H.T.", "H.T."),
    ("(HT)", "HT"),
    ("HT (t/h)", "HT"),
    ("HT (tổng hợp)", "HT"),
    ("HT - MN", "HT - MN"),
    ("HT, MN", "HT - MN"),
    ("HT & MN", "HT - MN"),
    ("Tin: HT", "HT"),
    ("Bài: P.V", "P.V"),
    ("Tin, ảnh: HT", "HT", None, None, "HT"),
    ("Tin: HT; Ảnh: Minh Đức", "HT", None, None, "Minh Đức"),
    ("Tin: HT - Ảnh: Minh Đức", "HT", None, None, "Minh Đức"),
    ("Người cập nhật: HT", "HT"),
    ("Biên tập: NTH", "NTH"),
    # Initial and given name
    ("H.Yến", "H.Yến"),
    ("B.QUYÊN", "B.QUYÊN"),
    ("Ng.Hà", "Ng.Hà"),
    ("N.T.Hà", "N.T.Hà"),
    ("H. Yến", "H. Yến"),
    ("T.Hà (tổng hợp)", "T.Hà"),
    ("H.Yến (thực hiện)", "H.Yến"),
    ("H.Yến - T.Hà", "H.Yến - T.Hà"),
    ("Tin, ảnh: H.Yến", "H.Yến", None, None, "H.Yến"),
    ("PV H.Yến", "H.Yến"),
    # Two-letter initials
    ("Ng.H.", "Ng.H."),
    ("Ng. H", "Ng. H"),
    ("Th.H", "Th.H"),
    ("Tr.Đ.H", "Tr.Đ.H"),
    # The end mark
    ("LHN./.", "LHN"),
    ("Tin, ảnh: LHN./.", "LHN", None, None, "LHN"),
    ("Minh Anh/.", None, "Minh Anh"),
    ("Minh Anh./.", None, "Minh Anh"),
    # Agencies
    ("TTXVN", None, None, "TTXVN"),
    ("TTXVN/Vietnam+", None, None, "TTXVN/Vietnam+"),
    ("Minh Anh - TTXVN", None, "Minh Anh", "TTXVN"),
    ("Minh Anh/TTXVN", None, "Minh Anh", "TTXVN"),
    # Minority and foreign names, middle initials
    ("H’Linh Niê", None, "H’Linh Niê"),
    ("K’Brối", None, "K’Brối"),
    ("K’ Brêu", None, "K’ Brêu"),
    ("Rơ Chăm H’Hồng", None, "Rơ Chăm H’Hồng"),
    ("Anne-Marie Dupont", None, "Anne-Marie Dupont"),
    ("Trần T. Hòa", None, "Trần T. Hòa"),
    ("Y-Thu Niê", None, "Y-Thu Niê"),
    ("Nguyễn T.M. Hương", None, "Nguyễn T.M. Hương"),
    ("Đ.H", "Đ.H"),
    ("PV/VOV.VN", "PV", None, "VOV.VN"),
    ("Nguyễn An và CTV", None, "Nguyễn An"),
    # Prefixes that mean "by"
    ("Bởi Nguyễn Văn Bình", None, "Nguyễn Văn Bình"),
    ("Đăng bởi Nguyễn Văn Bình", None, "Nguyễn Văn Bình"),
    ("Đăng bởi: admin", None),
    ("Được viết bởi Lê Hà", None, "Lê Hà"),
    ("Von Jane Hall", None, "Jane Hall"),
    ("By Jane Hall Published in The Tide", None, "Jane Hall"),
    ("By Jane Hall5 minute read", None, "Jane Hall"),
    ("By Jane “Heron” Hall", None, "Jane “Heron” Hall"),
    ("By Matt McFarland", None, "Matt McFarland"),
    ("TEXT BY JANE HALL TRANSLATION BY TOM REIM", None, "JANE HALL, TOM REIM"),
    ("-- Jane Hall", None, "Jane Hall"),
    ("— Nguyễn Văn An", None, "Nguyễn Văn An"),
    ("– HT", "HT"),
    ("Par Jeanne Hâle", None, "Jeanne Hâle"),
    # Text after a name
    ("By Jane Hall, Science Correspondent", None, "Jane Hall"),
    ("TS Nguyễn Văn Bình - Viện Nước", None, "TS Nguyễn Văn Bình"),
    ("Nguyễn Văn Bình Chủ tịch Liên hiệp hội", None, "Nguyễn Văn Bình"),
    ("Nguyễn Văn Bình, phóng viên tại Hà Nội", None, "Nguyễn Văn Bình"),
    ("Nguyễn Văn Bình - binh@hoi.test", None, "Nguyễn Văn Bình"),
    ("Cao Xuân Hòa - Ảnh: CTV", None, "Cao Xuân Hòa", None, "CTV"),
    ("Nguyễn Văn Bình (Ảnh: Lê Hà)", None, "Nguyễn Văn Bình", None, "Lê Hà"),
    # Names
    ("Ngọc Hân", None, "Ngọc Hân"),
    ("Nguyễn Minh Châu", None, "Nguyễn Minh Châu"),
    ("Nguyễn Thị Minh Khai", None, "Nguyễn Thị Minh Khai"),
    ("NGỌC THỦY", None, "NGỌC THỦY"),
    ("LÊ THỊ HỒNG VÂN", None, "LÊ THỊ HỒNG VÂN"),
    ("(Ngọc Hân)", None, "Ngọc Hân"),
    ("Đỗ Đức", None, "Đỗ Đức"),
    ("Ông Thị Hà", None, "Ông Thị Hà"),
    ("Trần thị Hoa", None, "Trần thị Hoa"),
    ("Ngọc Hân (t/h)", None, "Ngọc Hân"),
    ("Ngọc Hân (sưu tầm)", None, "Ngọc Hân"),
    ("Ngọc Hân (lược dịch)", None, "Ngọc Hân"),
    ("Ngọc Hân - tổng hợp", None, "Ngọc Hân"),
    ("Ngọc Hân tổng hợp", None, "Ngọc Hân"),
    ("PV Ngọc Hân", None, "Ngọc Hân"),
    ("P.V Ngọc Hân", None, "Ngọc Hân"),
    ("Phóng viên Ngọc Hân", None, "Ngọc Hân"),
    ("CTV Ngọc Hân", None, "Ngọc Hân"),
    # Several people
    ("Hoài Ân-Văn Phú", None, "Hoài Ân-Văn Phú"),
    ("Hoài Ân - Văn Phú", None, "Hoài Ân - Văn Phú"),
    ("Hoài Ân – Văn Phú", None, "Hoài Ân – Văn Phú"),
    ("Hoài Ân, Văn Phú", None, "Hoài Ân, Văn Phú"),
    ("Hoài Ân; Văn Phú", None, "Hoài Ân; Văn Phú"),
    ("Hoài Ân/Văn Phú", None, "Hoài Ân/Văn Phú"),
    ("Hoài Ân & Văn Phú", None, "Hoài Ân & Văn Phú"),
    ("Lan Anh và Thu Hà", None, "Lan Anh và Thu Hà"),
    ("Lan Anh, Thu Hà, Minh Đức", None, "Lan Anh, Thu Hà, Minh Đức"),
    ("Tin và ảnh: Lê Hà - Phạm Hùng", None, "Lê Hà - Phạm Hùng", None, "Lê Hà - Phạm Hùng"),
    ("Bài: Lê Hà; Ảnh: Phạm Hùng", None, "Lê Hà", None, "Phạm Hùng"),
    ("Bài: Lê Hà - Ảnh: Phạm Hùng", None, "Lê Hà", None, "Phạm Hùng"),
    ("Bài: Lê Hà. Ảnh: Phạm Hùng", None, "Lê Hà", None, "Phạm Hùng"),
    ("Thực hiện: Lê Hà, Phạm Hùng", None, "Lê Hà, Phạm Hùng"),
    # Units
    ("Tin, ảnh: Võ Tiến Dũng, Ban KH&CN LHHĐN", None, "Võ Tiến Dũng", None, "Võ Tiến Dũng"),
    ("Nguyễn Thị Bích - Trung tâm Truyền thông", None, "Nguyễn Thị Bích"),
    ("Nguyễn Văn An, Chủ tịch Hội", None, "Nguyễn Văn An"),
    ("Nguyễn Văn An (Hội Cơ học)", None, "Nguyễn Văn An"),
    ("HT - Văn phòng Liên hiệp hội", "HT"),
    # Roles
    ("Bài và ảnh: Ngọc Hân", None, "Ngọc Hân", None, "Ngọc Hân"),
    ("Bài, ảnh: Ngọc Hân", None, "Ngọc Hân", None, "Ngọc Hân"),
    ("Tin ảnh: Ngọc Hân", None, "Ngọc Hân", None, "Ngọc Hân"),
    ("Tin - ảnh: Ngọc Hân", None, "Ngọc Hân", None, "Ngọc Hân"),
    ("TIN, ẢNH: NGỌC HÂN", None, "NGỌC HÂN", None, "NGỌC HÂN"),
    ("Tin bài: Ngọc Hân", None, "Ngọc Hân"),
    ("Bài viết: Ngọc Hân", None, "Ngọc Hân"),
    ("Tác giả: Trần thị Hoa", None, "Trần thị Hoa"),
    ("Tác giả: Yến", None, "Yến"),
    ("Tác giả bài viết: Nông Thị Lan", None, "Nông Thị Lan"),
    ("Người cập nhật: Minh Anh", None, "Minh Anh"),
    ("Người viết: Ông Thị Hà", None, "Ông Thị Hà"),
    ("Người đăng: Minh Anh", None),
    ("Người đăng bài viết: HT", None),
    ("post name: Hoang Lan", None),
    ("Người dịch: Minh Anh", None, "Minh Anh"),
    ("Biên dịch: Minh Anh", None, "Minh Anh"),
    ("Ảnh: Nguyên Hưng", None, None, None, "Nguyên Hưng"),
    ("By Tran Anh", None, "Tran Anh"),
    ("By: Tran Anh", None, "Tran Anh"),
    ("Written by Tran Anh", None, "Tran Anh"),
    ("Translated by Tran Anh", None, "Tran Anh"),
    ("Story: Le Minh", None, "Le Minh"),
    ("Author: Le Minh", None, "Le Minh"),
    ("Photo: Le Minh", None, None, None, "Le Minh"),
    ("(Interview by Mai Lan)", None, "Mai Lan"),
    ("Edited by Tran Anh", None, "Tran Anh"),
    ("Tổng hợp: Minh Anh", None, "Minh Anh"),
    ("Tổng hợp: H.Yến", "H.Yến"),
    ("Phỏng vấn: Lê Hà", None, "Lê Hà"),
    ("Sưu tầm: Ngọc Hân", None, "Ngọc Hân"),
    ("Lò Văn Panh", None, "Lò Văn Panh"),
    ("Pờ Lóng Tơ", None, "Pờ Lóng Tơ"),
    ("Y Khoa Niê", None, "Y Khoa Niê"),
    ("GS.TSKH. Trịnh Bá Hòa", None, "GS.TSKH. Trịnh Bá Hòa"),
    ("Tin, ảnh: Võ Tiến Dũng, Ban Khoa học Hội", None, "Võ Tiến Dũng", None, "Võ Tiến Dũng"),
    ("P.V (thực hiện)", "P.V"),
    ("Story and photos: Le Minh", None, "Le Minh", None, "Le Minh"),
    # Degrees
    ("GS.TS. Nguyễn Văn An", None, "GS.TS. Nguyễn Văn An"),
    ("PGS.TS Lê Minh", None, "PGS.TS Lê Minh"),
    ("ThS. Đỗ Quang", None, "ThS. Đỗ Quang"),
    ("TSKH. Đỗ Quang Minh", None, "TSKH. Đỗ Quang Minh"),
    ("BS. Lê Thị Hoa", None, "BS. Lê Thị Hoa"),
    ("Nhà báo Trần Mai Anh", None, "Nhà báo Trần Mai Anh"),
    ("Dr. Tran Van Binh", None, "Dr. Tran Van Binh"),
    # Accounts and desks
    ("Cộng tác viên", None),
    ("CTV", None),
    ("PV VACNE", None),
    ("BBT", None),
    ("Ban biên tập", None),
    ("Ban Truyền thông", None),
    ("Nhóm phóng viên", None),
    ("Quản trị", None),
    ("admin", None),
    ("Tác giả bài viết: Cộng tác viên", None),
    ("Người đăng bài viết: Ban biên tập", None),
    ("post name: Cộng tác viên", None),
    # Sources
    ("Theo TTXVN", None, None, "TTXVN"),
    ("Theo Báo Nhân dân", None, None, "Báo Nhân dân"),
    ("Theo: Kinh tế Môi trường", None, None, "Kinh tế Môi trường"),
    ("Theo vusta.vn", None, None, "vusta.vn"),
    ("(Theo VOV)", None, None, "VOV"),
    ("Nguồn tin: Báo Nhân Dân", None, None, "Báo Nhân Dân"),
    ("Nguồn: VietnamPlus", None, None, "VietnamPlus"),
    ("Nguồn: khoahocdoisong.vn", None, None, "khoahocdoisong.vn"),
    ("Source: VNA", None, None, "VNA"),
    ("(TTXVN/Vietnam+)", None, None, "TTXVN/Vietnam+"),
    ("(VNA)", None, None, "VNA"),
    ("HT (Theo TTXVN)", "HT", None, "TTXVN"),
    ("HT/Theo VOV", "HT", None, "VOV"),
    ("H.Yến (theo Báo Nhân Dân)", "H.Yến", None, "Báo Nhân Dân"),
    ("Ngọc Hân (TTXVN)", None, "Ngọc Hân", "TTXVN"),
    ("Ngọc Hân (Vietnam+)", None, "Ngọc Hân", "Vietnam+"),
    ("Ngọc Hân thực hiện", None, "Ngọc Hân", None),
    ("Ngọc Hân lược dịch", None, "Ngọc Hân", None),
    ("Ngọc Hân/Theo VOV", None, "Ngọc Hân", "VOV"),
    ("Ngọc Hân (Nguồn: Báo Lao động)", None, "Ngọc Hân", "Báo Lao động"),
]

AUTHORS = [
    ("HT", [Author(initials="HT")]),
    ("P.V", [Author(initials="P.V")]),
    ("HT - MN", [Author(initials="HT"), Author(initials="MN")]),
    ("Hoài Ân-Văn Phú", [Author("Hoài Ân"), Author("Văn Phú")]),
    ("Lan Anh, HT", [Author("Lan Anh"), Author(initials="HT")]),
    (
        "Tin, ảnh: Võ Tiến Dũng, Ban KH&CN LHHĐN",
        [Author("Võ Tiến Dũng", role="Tin, ảnh", unit="Ban KH&CN LHHĐN")],
    ),
    ("Tin: HT; Ảnh: Minh Đức", [Author(initials="HT", role="Tin")]),
    ("Bài: Lê Hà; Biên dịch: Phạm Hùng", [Author("Lê Hà", role="Bài"), Author("Phạm Hùng", role="Biên dịch")]),
    ("Nguyễn Thị Bích - Trung tâm Truyền thông", [Author("Nguyễn Thị Bích", unit="Trung tâm Truyền thông")]),
    ("PV Ngọc Hân", [Author("Ngọc Hân", role="PV")]),
    ("PV VACNE", [Author(role="PV", unit="VACNE")]),
    ("By Tran Anh", [Author("Tran Anh")]),
    ("(Interview by Mai Lan)", [Author("Mai Lan", role="Interview")]),
    ("Người đăng bài viết: Minh Anh", []),
    ("Ngọc Hân (TTXVN)", [Author("Ngọc Hân")]),
    ("Ảnh: Nguyên Hưng", []),
    ("Cộng tác viên", []),
    ("Theo TTXVN", []),
]

NO_BYLINES = [
    "",
    "A",
    "B.",
    "./.",
    "***",
    "TP.HCM",
    "KH&CN",
    "VUSTA",
    "UBND",
    "IV",
    "XII",
    "VI",
    "Kết luận",
    "KẾT LUẬN",
    "Yến",
    "Việt Nam",
    "HÀ NỘI",
    "Hội nghị",
    "Quang cảnh hội nghị",
    "Các đại biểu dự Hội nghị",
    "Hội Nữ trí thức",
    "Theo đó, các đại biểu đã thảo luận",
    "Theo kế hoạch năm 2024",
    "Xin trân trọng cảm ơn!",
    "Nguyễn Văn An phát biểu tại hội nghị",
    "Năm 2024",
    "(Ảnh minh họa)",
    "Read more",
    "GD&TĐ",
    "LHH-TPHCM",
    "(LHH-TPHCM)",
    "(VACNE) -",
    "KHKT",
    "XX",
    "II",
    "TS",
    "PGS.TS",
    "UBND TP.HCM",
    "Liên hiệp Hội Việt Nam",
    "Sở KH&CN Bắc Ninh",
    "BỘ TRƯỞNG",
    "Phó Chủ tịch",
    "GIÁM ĐỐC",
    "Hà Nội, ngày 2 tháng 9 năm 2021",
    "Ảnh 1",
    "Hình 2. Sơ đồ",
    "Tài liệu tham khảo",
    "Phần II",
    "1. Mở đầu",
    "Nguyễn Văn An.",
    # Words of menus and tools
    *("PDF", "RSS", "ENG", "VIE", "AA", "HOT", "QR", "TTS", "VIP", "FAQ", "LINE"),
    "Bởi vì Hà Nội đẹp",
    "Bởi vậy, Nguyễn Văn An",
    "Ông Nguyễn Văn Bình - Phó Giám đốc Sở cho biết",
    "Viện Nước",
    "Báo Hòa An",
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[0])
def test_byline_is_split_into_fields(form):
    line, initials, name, source, photo = [*form, None, None, None][:5]
    found = read_byline(line)
    assert found is not None
    assert (found.text, found.initials, found.name) == (line, initials, name)
    assert (found.source, found.photo) == (source, photo)


@pytest.mark.parametrize(("line", "authors"), AUTHORS)
def test_authors_have_role_and_unit(line, authors):
    assert list(read_byline(line).authors) == authors


@pytest.mark.parametrize("line", NO_BYLINES)
def test_line_is_not_byline(line):
    assert read_byline(line) is None


@pytest.mark.parametrize("line", ["Phó Chủ tịch Hội Cơ khí", "Trường Đại học Bách khoa", "Nguyên Viện trưởng"])
def test_office_is_recognized(line):
    assert is_office(line)


@pytest.mark.parametrize("name", ["Lò Văn Panh", "Hồ Thị Xa", "Giàng A Súa", "TS. Đào Minh Nguyệt", "Ksor Thị Hằng"])
def test_full_name_is_recognized_as_person(name):
    assert is_person(name)


@pytest.mark.parametrize("name", ["Ngọc Hân", "Hải Phòng", "Yến"])
def test_pen_name_is_not_recognized_as_person(name):
    assert not is_person(name)


def test_sentence_is_not_office():
    assert not is_office("Hội đã tổ chức nhiều hoạt động.")


@given(st.text(max_size=200))
def test_any_line_gives_byline_with_same_text_or_none(line):
    found = read_byline(line)
    assert found is None or found.text == line


def test_agency_can_be_photographer():
    assert read_byline("Ảnh: TTXVN").photo == "TTXVN"


@pytest.mark.parametrize(
    ("line", "name"),
    [("Thảo", "Thảo"), ("Thảo/.", "Thảo"), ("Hết", None), ("Nguồn", None), ("thảo", None), ("A", None)],
)
def test_single_word_pen_name(line, name):
    found = read_pen_name(line)
    assert (found and found.name) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jane Hall, Bob McDonald and Ann O'Neil", ["Jane Hall", "Bob McDonald", "Ann O'Neil"]),
        ("Hall, Jane", ["Hall, Jane"]),
        ("Jane Hall", ["Jane Hall"]),
    ],
)
def test_list_of_names_is_split(text, names):
    assert split_names(text) == names


@pytest.mark.parametrize(
    ("name", "personal"),
    [
        ("H’Linh Niê", True),
        ("Jean-Claude van Damme", True),
        ("J. R. R. Tolkien", True),
        ("山田太郎", True),
        ("Minh Chiến", True),
        ("admin", False),
        ("hoang123", False),
        ("Ban biên tập", False),
        ("Báo Hòa An", False),
        ("VnExpress", False),
        ("https://x.test/", False),
        ("a" + "-" * 70 + "1", False),
        ("ส" * 70 + "1", False),
        ("River - Lake", False),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)
def test_personal_names_are_distinguished_from_accounts(name, personal):
    assert is_personal(name) is personal
