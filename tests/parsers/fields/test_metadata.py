"""The attached files of an article, and its language."""

import pytest
from lxml import html

from vustacrawl.items import AttachedFile
from vustacrawl.parsers.fields.metadata import attached_files, language_of

BASE = "https://vusta.vn/bai-p1.html"

VIETNAMESE = "Hội nghị đã thảo luận nhiều nội dung quan trọng của năm tới."
UNMARKED = "Hoi nghi da thao luan nhieu noi dung quan trong cua nam toi."
ENGLISH = "The river burst its banks after a night of heavy rain in the valley."


def files_in(markup):
    return attached_files(html.fromstring(f"<div>{markup}</div>"), BASE)


def test_attached_files_are_named_by_link_text():
    markup = """<p>Xem <a href="/f/ke-hoach.pdf">Kế hoạch năm</a>, <a href="/f/BIEU-MAU.DOCX?v=2#a"> Biểu  mẫu </a>
    và <a href="/tin-p2.html">tin khác</a>.</p><a href="/tai/12" download="so-lieu.csv"><img src="a.png"></a>"""
    assert files_in(markup) == [
        AttachedFile("https://vusta.vn/f/ke-hoach.pdf", "Kế hoạch năm"),
        AttachedFile("https://vusta.vn/f/BIEU-MAU.DOCX?v=2", "Biểu mẫu"),
        AttachedFile("https://vusta.vn/tai/12", "so-lieu.csv"),
    ]


def test_download_button_does_not_name_attached_file():
    markup = '<a href="/a.pdf">Tải về</a> <a href="/a.pdf">Thể lệ cuộc thi</a> <a href="/a.pdf">Download</a>'
    assert files_in(markup) == [AttachedFile("https://vusta.vn/a.pdf", "Thể lệ cuộc thi")]


def test_files_in_sidebar_are_not_attached_files():
    assert files_in('<div class="sidebar"><a href="/a.pdf">A</a></div><a href="javascript:x.pdf">B</a>') == []


@pytest.mark.parametrize(
    ("text", "declared", "default", "language", "expected_source"),
    [
        (VIETNAMESE, "en-US", "en", "vi", "text"),
        (ENGLISH, "en-US", "vi", "en", "markup"),
        (ENGLISH, "vi", "en", "en", "profile"),
        (ENGLISH, "vi", "vi", None, "none"),
        (ENGLISH, None, "vi", None, "none"),
        (UNMARKED, None, "vi", "vi", "text"),
        (UNMARKED, "en-US", "vi", "vi", "text"),
        (UNMARKED, "en", "en", "en", "markup"),
        ("Ảnh", "vi-VN", "en", "vi", "markup"),
        ("Video 5", None, "vi", "vi", "profile"),
        (ENGLISH, "pt_BR", "vi", "pt", "markup"),
        (ENGLISH, "no language", "en", "en", "profile"),
    ],
)
def test_language_and_its_source(
    text: str, declared: str | None, default: str, language: str | None, expected_source: str
) -> None:
    found, source = language_of(text, declared, default)
    assert (found, source.partition(":")[0]) == (language, expected_source)
