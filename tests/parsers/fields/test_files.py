"""Documents that an article offers."""

from lxml import html

from vustacrawl.items import AttachedFile
from vustacrawl.parsers.fields.files import attached_files

BASE = "https://vusta.vn/bai-p1.html"


def files_in(markup):
    return attached_files(html.fromstring(f"<div>{markup}</div>"), BASE)


def test_documents_with_the_words_of_their_links():
    markup = """<p>Xem <a href="/f/ke-hoach.pdf">Kế hoạch năm</a>, <a href="/f/BIEU-MAU.DOCX?v=2#a"> Biểu  mẫu </a>
    và <a href="/tin-p2.html">tin khác</a>.</p><a href="/tai/12" download="so-lieu.csv"><img src="a.png"></a>"""
    assert files_in(markup) == [
        AttachedFile("https://vusta.vn/f/ke-hoach.pdf", "Kế hoạch năm"),
        AttachedFile("https://vusta.vn/f/BIEU-MAU.DOCX?v=2", "Biểu mẫu"),
        AttachedFile("https://vusta.vn/tai/12", "so-lieu.csv"),
    ]


def test_a_button_does_not_name_a_document():
    markup = '<a href="/a.pdf">Tải về</a> <a href="/a.pdf">Thể lệ cuộc thi</a> <a href="/a.pdf">Download</a>'
    assert files_in(markup) == [AttachedFile("https://vusta.vn/a.pdf", "Thể lệ cuộc thi")]


def test_documents_beside_the_story_are_left_out():
    assert files_in('<div class="sidebar"><a href="/a.pdf">A</a></div><a href="javascript:x.pdf">B</a>') == []
