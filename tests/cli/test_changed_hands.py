"""A site's domain that gets another owner between two crawls, and is later returned."""

from __future__ import annotations

import shutil

import pytest

from tests.cli.conftest import Command, Site, rows

pytestmark = pytest.mark.slow

UNION = "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh Thử Nghiệm"
SHOP = "Kho Sỉ Đồ Gia Dụng Phương Nam"
EVENTS = ("tập huấn viết tin", "khảo sát cây dược liệu", "trao giải sáng tạo kỹ thuật", "phản biện dự thảo quy hoạch")
GOODS = ("nồi chiên", "máy hút bụi", "bếp hồng ngoại", "quạt điều hòa")
NEWS = "Sáng nay tại hội trường, các nhà khoa học bàn về {} với hội viên của {} huyện và đưa ra kiến nghị gửi tỉnh."
OFFER = "Giá sỉ {} giảm {} phần trăm, giao hàng tận nơi, bảo hành một năm, đổi mới nếu lỗi do nhà sản xuất."
WARNING = "the domain may have changed hands"
PROBLEMS = "SELECT url, reason, detail FROM problems ORDER BY id"
VALUES = "SELECT url, title, gone_at FROM articles ORDER BY url"


def page(owner: str, menu: str, title: str, text: str) -> bytes:
    links = "".join(f'<a href="/{menu}-{number}.html">{menu} {number}</a> ' for number in range(8))
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">
<title>{title} | {owner}</title></head><body><nav>{links}</nav><main><div>Thứ tư, 31/12/2025 15:57 (GMT+7)</div>
<h1>{title}</h1>{text}</main></body></html>""".encode()


def open_site(site: Site, owner: str, menu: str, subjects: tuple[str, ...], sentence: str, articles: str) -> None:
    """Serve a home page that links to ``articles``, and an article about each subject at the union's article URLs."""
    texts = ["".join(f"<p>{sentence.format(subject, at)}</p>" for at in range(12)) for subject in subjects]
    for number, (subject, text) in enumerate(zip(subjects, texts, strict=True)):
        site.files[f"/su-kien/so-p{number}.html"] = page(owner, menu, f"Về {subject}", text)
    items = "".join(f'<p><a href="{articles}-p{at}.html">{subject} mới</a></p>' for at, subject in enumerate(subjects))
    site.files["/"] = page(owner, menu, "Trang nhất", items + texts[0])


def make_due(run: Command) -> None:
    rows(run, "UPDATE frontier SET next_due = 0, etag = NULL WHERE kind = 'article'")


def test_pages_of_new_domain_owner_are_reported_and_not_stored(run: Command, site: Site) -> None:
    (run.workspace / "sites" / "union.toml").write_text(
        f'title = "{UNION}"\nfamily = "vnmedia"\nurl = "{site.url}/"\nlistings = ["{site.url}/"]\n'
        "article_url = '-p(?P<id>\\d+)\\.html$'\n[politeness]\ndelay = 0\n",
        "utf-8",
    )
    open_site(site, UNION, "muc", EVENTS[:3], NEWS, "/su-kien/so")
    assert run("crawl", "union").returncode == 0
    before = rows(run, VALUES)
    assert len(before) == 3

    open_site(site, SHOP, "hang", GOODS, OFFER, "/hang/so")
    for _ in range(2):  # also when the latest capture is the new owner's
        make_due(run)
        done = run("crawl", "union")
        assert done.returncode == 1
        assert f"union: {WARNING}: nothing is left of the site's earlier pages" in done.stderr
        assert rows(run, VALUES) == before
    make_due(run)
    rows(run, "UPDATE frontier SET state = 'skipped' WHERE kind = 'listing'")
    assert f"× parse: {WARNING}" in run("crawl", "union", "--again", "--kind", "article").stderr, (
        "articles alone are enough to detect it"
    )
    assert rows(run, VALUES) == before
    assert rows(run, "SELECT count(*) FROM article_versions") == [(0,)]

    open_site(site, UNION, "chuyen-de", EVENTS, NEWS, "/su-kien/so")  # redesigned meanwhile
    site.files["/su-kien/so-p4.html"] = page(SHOP, "hang", "Về một gian hàng", f"<p>{OFFER}</p>" * 12)
    site.files["/"] = site.files["/"].replace(b"</h1>", b'</h1><a href="/su-kien/so-p4.html">Trang la</a>')
    rows(run, "UPDATE frontier SET next_due = 9e9 WHERE kind = 'article'")
    done = run("crawl", "union")
    assert (done.returncode, WARNING in done.stderr) == (0, False), done.stderr
    titles = [title for _, title, _ in rows(run, VALUES)]
    rebuilt = Command(run.workspace / "rebuilt", site)
    shutil.copy(run.workspace / "sites/union.toml", rebuilt.workspace / "sites")
    rebuilt("import", str(run.workspace / "warc"))
    assert rows(rebuilt, VALUES) == rows(run, VALUES)
    assert rows(rebuilt, PROBLEMS) == rows(run, PROBLEMS)
    assert len(titles) == 5 and "Về một gian hàng" in titles, "a single odd page does not mean a new owner"
