"""The forms of a byline, and lines that only look like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.parsers.fields.bylines import is_office, read_byline

FORMS = [
    # line, initials, name, source
    ("HT", "HT", None, None),
    ("MN", "MN", None, None),
    ("NĐT", "NĐT", None, None),
    ("H.T", "H.T", None, None),
    ("H.T.", "H.T.", None, None),
    ("(HT)", "HT", None, None),
    ("HT (t/h)", "HT", None, None),
    ("HT - MN", "HT - MN", None, None),
    ("DL", "DL", None, None),
    ("Tin: HT", "HT", None, None),
    ("Tin, ảnh: HT", "HT", None, None),
    ("Tin: HT; Ảnh: Minh Đức", "HT", None, None),
    ("Ngọc Hân", None, "Ngọc Hân", None),
    ("Nguyễn Minh Châu", None, "Nguyễn Minh Châu", None),
    ("Nguyễn Thị Minh Khai", None, "Nguyễn Thị Minh Khai", None),
    ("NGỌC THỦY", None, "NGỌC THỦY", None),
    ("H.Yến", None, "H.Yến", None),
    ("B.QUYÊN", None, "B.QUYÊN", None),
    ("Ng.Hà", None, "Ng.Hà", None),
    ("T.Hà (tổng hợp)", None, "T.Hà", None),
    ("Hoài Ân-Văn Phú", None, "Hoài Ân-Văn Phú", None),
    ("Hoài Ân - Văn Phú", None, "Hoài Ân - Văn Phú", None),
    ("Hoài Ân, Văn Phú", None, "Hoài Ân, Văn Phú", None),
    ("Lan Anh và Thu Hà", None, "Lan Anh và Thu Hà", None),
    ("Tin, ảnh: Võ Tiến Dũng, Ban KH&CN LHHĐN", None, "Võ Tiến Dũng", None),
    ("Nguyễn Thị Bích - Trung tâm Truyền thông", None, "Nguyễn Thị Bích", None),
    ("Nguyễn Văn An, Chủ tịch Hội", None, "Nguyễn Văn An", None),
    ("Bài và ảnh: Ngọc Hân", None, "Ngọc Hân", None),
    ("Bài, ảnh: Ngọc Hân", None, "Ngọc Hân", None),
    ("Tin ảnh: Ngọc Hân", None, "Ngọc Hân", None),
    ("Tin và ảnh: Lê Hà - Phạm Hùng", None, "Lê Hà - Phạm Hùng", None),
    ("Ảnh: Nguyên Hưng", None, "Nguyên Hưng", None),
    ("Tác giả: Trần thị Hoa", None, "Trần thị Hoa", None),
    ("Tác giả: Yến", None, "Yến", None),
    ("Tác giả bài viết: Nông Thị Lan", None, "Nông Thị Lan", None),
    ("Người cập nhật: Minh Anh", None, "Minh Anh", None),
    ("Người viết: Ông Thị Hà", None, "Ông Thị Hà", None),
    ("PV Ngọc Hân", None, "Ngọc Hân", None),
    ("H.Yến (thực hiện)", None, "H.Yến", None),
    ("GS.TS. Nguyễn Văn An", None, "GS.TS. Nguyễn Văn An", None),
    ("PGS.TS Lê Minh", None, "PGS.TS Lê Minh", None),
    ("ThS. Đỗ Quang", None, "ThS. Đỗ Quang", None),
    ("Nhà báo Trần Mai Anh", None, "Nhà báo Trần Mai Anh", None),
    ("By Tran Anh", None, "Tran Anh", None),
    ("Written by Tran Anh", None, "Tran Anh", None),
    ("Story: Le Minh", None, "Le Minh", None),
    ("Cộng tác viên", None, None, None),
    ("PV VACNE", None, None, None),
    ("P.V", None, None, None),
    ("PV", "PV", None, None),
    ("BBT", None, None, None),
    ("Ban biên tập", None, None, None),
    ("Tác giả bài viết: Cộng tác viên", None, None, None),
    ("post name: Cộng tác viên", None, None, None),
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
    ("HT (Theo TTXVN)", "HT", None, "TTXVN"),
    ("Ngọc Hân (TTXVN)", None, "Ngọc Hân", "TTXVN"),
    ("Ngọc Hân/Theo VOV", None, "Ngọc Hân", "VOV"),
    ("Ngọc Hân (Nguồn: Báo Lao động)", None, "Ngọc Hân", "Báo Lao động"),
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
    "TTXVN",
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
]


@pytest.mark.parametrize(("line", "initials", "name", "source"), FORMS, ids=[form[0] for form in FORMS])
def test_form(line, initials, name, source):
    found = read_byline(line)
    assert found is not None
    assert (found.text, found.initials, found.name, found.source) == (line, initials, name, source)


@pytest.mark.parametrize("line", NO_BYLINES)
def test_no_byline(line):
    assert read_byline(line) is None


@pytest.mark.parametrize("line", ["Phó Chủ tịch Hội Cơ khí", "Trường Đại học Bách khoa", "Nguyên Viện trưởng"])
def test_offices(line):
    assert is_office(line)


def test_a_sentence_is_no_office():
    assert not is_office("Hội đã tổ chức nhiều hoạt động.")


@given(st.text(max_size=200))
def test_any_line_gives_a_byline_or_none(line):
    found = read_byline(line)
    assert found is None or found.text == line
