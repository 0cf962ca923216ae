"""An article keeps its row across new slugs, redirects, canonical links and native IDs."""

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from vustacrawl.catalog import identity
from vustacrawl.catalog.articles import mark_gone, store_article
from vustacrawl.catalog.checks import catalog_faults
from vustacrawl.catalog.identity import Identity, add_aliases, identify, own_url, reparsed_url
from vustacrawl.frontier.queue import Queue
from vustacrawl.items import Article, Block

OLD, NEW, OTHER = "https://a.vn/hoi-thao/", "https://a.vn/hoi-thao-2023/", "https://a.vn/trong-lua/"
RICE = (
    "Sáng nay, hội nông dân huyện Châu Thành mở lớp tập huấn trồng lúa hữu cơ cho hơn bốn mươi hộ, do kỹ sư của trạm"
    " khuyến nông hướng dẫn ngay trên thửa ruộng mẫu rộng hai héc-ta của hợp tác xã Tân Phú."
)
SEA = (
    "Chiều 12/8, tàu nghiên cứu của viện hải dương học rời cảng Cầu Đá, mang theo mười hai nhà khoa học đi khảo sát"
    " rạn san hô quanh đảo Phú Quý trong ba tuần, lấy mẫu nước ở sáu mươi trạm đo khác nhau."
)
JANUARY, MARCH, MAY = "2026-01-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z", "2026-05-01T00:00:00.000Z"


@pytest.fixture
def db(db: Database) -> Iterator[Database]:
    yield db
    assert not list(catalog_faults(db))


def article(url: str, text: str = RICE, title: str = "Tập huấn trồng lúa", number: str | None = None) -> Article:
    return Article("a", url, number, title=title, paragraphs=[Block("paragraph", text)])


def store(db: Database, read: Article, page_url: str | None = None, seen_at: str = JANUARY) -> int:
    """Store an article as the pipelines do; return its row ID."""
    queue = Queue(db, {})
    page_url = page_url or read.url
    known, read.url = identify(db, read, page_url, seen_at, queue.redirect_sources)
    has_moved = known is not None and own_url(db, known) != read.url and queue.redirects(own_url(db, known))
    stored = store_article(
        db, read, known_id=known, capture_id=None, seen_at=seen_at, parser="p/1", has_moved=has_moved
    )
    add_aliases(db, stored.id, queue.redirect_sources([page_url, read.url]))
    return stored.id


def redirect_means_gone(db: Database, url: str, target: str, native_id: str | None, is_article: bool) -> bool | None:
    end = Queue(db, {}).follow_redirects(target)
    return identity.redirect_means_gone(db, url, end, native_id, is_article)


def redirect(db: Database, url: str, target: str, status: int = 301) -> None:
    db.table("frontier").upsert(
        {"url": url, "site": "a", "kind": "article", "state": "due", "discovered_at": JANUARY}
        | {"visited_at": MARCH, "last_status": status, "redirects_to": target},
        pk="url",
    )


def set_status(db: Database, url: str, status: int) -> None:
    redirect(db, url, "", status)
    db.execute("UPDATE frontier SET redirects_to = NULL WHERE url = ?", (url,))


def own_urls(db: Database) -> list[tuple[int, str]]:
    return [(row[0], row[1]) for row in db.execute("SELECT id, url FROM articles ORDER BY id")]


def aliases(db: Database) -> dict[str, int]:
    return dict(db.execute("SELECT url, article_id FROM article_urls").fetchall())


def test_article_is_identified_by_native_id_and_aliases(db):
    first = store(db, article("https://a.vn/x-p1.html", number="1"))
    add_aliases(db, first, ["https://a.vn/chitiet/x"])
    renamed = article("https://a.vn/renamed-p1.html", SEA, "Khảo sát biển", "1")
    assert identify(db, renamed, renamed.url, MARCH) == Identity(first, renamed.url)
    assert identify(db, article("https://a.vn/chitiet/x"), "https://a.vn/chitiet/x", MARCH).id == first
    assert identify(db, article("https://a.vn/y-p2.html", number="2"), "https://a.vn/y-p2.html", MARCH).id is None


@pytest.mark.parametrize("text", [RICE, f"{RICE} Tin được bổ sung."], ids=["unchanged", "changed"])
@pytest.mark.parametrize("hops", [[NEW], ["https://a.vn/?p=7", NEW]], ids=["one", "two"])
def test_article_moves_to_redirect_target(db, text, hops):
    first = store(db, article(OLD))
    for source, target in zip([OLD, *hops], hops, strict=False):
        redirect(db, source, target)
    assert store(db, article(NEW, text), seen_at=MARCH) == first
    assert own_urls(db) == [(first, NEW)]
    assert aliases(db) == dict.fromkeys([OLD, *hops], first)
    versions = db.execute("SELECT count(*) FROM article_versions").fetchone()[0]
    assert versions == (text != RICE)


def test_article_moves_back_to_old_url(db):
    first = store(db, article(OLD))
    redirect(db, OLD, NEW)
    store(db, article(NEW), seen_at=MARCH)
    redirect(db, NEW, OLD)
    set_status(db, OLD, 200)
    assert store(db, article(OLD), seen_at=MAY) == first
    assert own_urls(db) == [(first, OLD)]


def test_redirected_article_with_edited_title_and_text_is_same_article(db):
    first = store(db, article(OLD))
    redirect(db, OLD, NEW)
    edited = article(NEW, f"{RICE} {SEA}", "Bà con học trồng lúa")
    assert store(db, edited, seen_at=MARCH) == first


def test_redirect_to_unrelated_text_does_not_merge_articles(db):
    first = store(db, article(OLD))
    redirect(db, OLD, OTHER)
    second = store(db, article(OTHER, SEA, "Khảo sát biển"), seen_at=MARCH)
    assert own_urls(db) == [(first, OLD), (second, OTHER)]
    assert aliases(db) == {OLD: first, OTHER: second}
    assert redirect_means_gone(db, OLD, OTHER, None, True)


def test_shared_redirect_target_is_new_article(db):
    first, second = store(db, article(OLD)), store(db, article("https://a.vn/hoi-thao-2/"))
    redirect(db, OLD, NEW)
    redirect(db, "https://a.vn/hoi-thao-2/", NEW)
    assert store(db, article(NEW), seen_at=MARCH) not in (first, second)


def test_redirect_to_another_native_id_is_another_article(db):
    first = store(db, article("https://a.vn/x-p1.html", number="1"))
    redirect(db, "https://a.vn/x-p1.html", "https://a.vn/x-p2.html")
    assert redirect_means_gone(db, "https://a.vn/x-p1.html", "https://a.vn/x-p2.html", "2", True)
    assert store(db, article("https://a.vn/x-p2.html", number="2"), seen_at=MARCH) != first


def test_article_that_gains_native_id_stays_same(db):
    first = store(db, article(OLD))
    redirect(db, OLD, "https://a.vn/x-p2.html")
    assert not redirect_means_gone(db, OLD, "https://a.vn/x-p2.html", "2", True)
    assert store(db, article("https://a.vn/x-p2.html", number="2"), seen_at=MARCH) == first
    assert db.execute("SELECT native_id FROM articles").fetchall() == [("2",)]


def test_redirect_to_same_native_id_is_new_slug(db):
    store(db, article("https://a.vn/x-p1.html", number="1"))
    assert redirect_means_gone(db, "https://a.vn/x-p1.html", "https://a.vn/y-p1.html", "1", True) is False


def test_redirect_from_alias_or_unknown_url_is_ignored(db):
    first = store(db, article(OLD))
    add_aliases(db, first, ["https://a.vn/?p=7"])
    assert redirect_means_gone(db, "https://a.vn/?p=7", OLD, None, True) is None
    assert redirect_means_gone(db, "https://a.vn/unknown/", OLD, None, True) is None


def test_redirect_elsewhere_means_article_is_gone(db):
    store(db, article(OLD))
    store(db, article(OTHER, SEA, "Khảo sát biển"))
    assert redirect_means_gone(db, OLD, OTHER, None, True), "to another article"
    assert redirect_means_gone(db, OLD, "https://a.vn/", None, False), "to the home page"
    assert redirect_means_gone(db, OLD, NEW, None, True) is False, "the target has not been fetched"
    set_status(db, NEW, 404)
    assert redirect_means_gone(db, OLD, NEW, None, True), "to a missing page"
    redirect(db, NEW, OTHER)
    assert redirect_means_gone(db, OLD, NEW, None, True), "through a chain"
    redirect(db, NEW, OLD)
    redirect(db, OLD, NEW)
    assert redirect_means_gone(db, OLD, NEW, None, True), "in a loop"


def test_own_url_never_becomes_alias_of_another_article(db):
    first = store(db, article(OLD))
    second = store(db, article(OTHER, SEA, "Khảo sát biển"))
    redirect(db, OLD, OTHER)
    mark_gone(db, OLD, MARCH)
    store(db, article(OTHER, SEA, "Khảo sát biển"), seen_at=MARCH)
    add_aliases(db, second, [OLD])
    assert aliases(db) == {OLD: first, OTHER: second}


def test_canonical_link_moves_article(db):
    first = store(db, article(OLD))
    assert store(db, article(NEW, f"{RICE} Bổ sung."), OLD, MARCH) == first
    assert own_urls(db) == [(first, NEW)]
    assert aliases(db) == {OLD: first, NEW: first}


def test_canonical_link_to_another_article_is_ignored(db):
    first, second = store(db, article(OLD)), store(db, article(OTHER, SEA, "Khảo sát biển"))
    assert store(db, article(OTHER), OLD, MARCH) == first
    assert own_urls(db) == [(first, OLD), (second, OTHER)]
    third = store(db, article(OTHER, "Tin vắn.", "Họp mặt đầu xuân"), NEW, MARCH)
    assert own_urls(db)[-1] == (third, NEW)


def test_print_view_with_canonical_link_is_same_article(db):
    first = store(db, article(OLD))
    assert store(db, article(OLD), f"{OLD}print", MARCH) == first
    assert aliases(db) == {OLD: first, f"{OLD}print": first}


def test_reused_url_is_new_article(db):
    first = store(db, article(OLD))
    redirect(db, OLD, NEW)
    store(db, article(NEW), seen_at=MARCH)
    set_status(db, OLD, 200)
    second = store(db, article(OLD, SEA, "Khảo sát biển"), seen_at=MAY)
    assert own_urls(db) == [(first, NEW), (second, OLD)]
    assert aliases(db) == {NEW: first, OLD: second}


def test_older_capture_of_alias_is_same_article(db):
    first = store(db, article(OLD), seen_at=MARCH)
    redirect(db, OLD, NEW)
    store(db, article(NEW), seen_at=MAY)
    assert store(db, article(OLD, SEA, "Khảo sát biển"), seen_at=JANUARY) == first
    assert own_urls(db) == [(first, NEW)]


def test_older_capture_of_alias_with_other_native_id_is_new_article(db):
    redirect(db, OLD, NEW)
    first = store(db, article(NEW, number="2"), seen_at=MAY)
    assert store(db, article(OLD, number="1"), seen_at=JANUARY) != first


def test_reparse_does_not_move_article(db):
    first = store(db, article(OLD))
    redirect(db, OLD, NEW)
    store(db, article(NEW), seen_at=MARCH)
    store(db, article(OTHER, SEA, "Khảo sát biển"))
    assert reparsed_url(db, first, OLD) == NEW
    assert reparsed_url(db, first, OTHER) == NEW
    assert reparsed_url(db, first, "https://a.vn/nobody/") == "https://a.vn/nobody/"


@pytest.mark.parametrize("query", ["", "?lang=vi"])
@pytest.mark.parametrize("text", [RICE, "Ảnh lớp học."], ids=["long", "short"])
def test_urls_with_and_without_final_slash_are_one_article(db: Database, query: str, text: str) -> None:
    first = store(db, article(f"https://a.vn/hoi-thao{query}", text))
    assert store(db, article(f"https://a.vn/hoi-thao/{query}", text), seen_at=MARCH) == first
    assert store(db, article(f"https://a.vn/hoi-thao{query}", f"{text} {SEA}"), seen_at=MAY) == first


def test_slightly_different_text_at_url_with_final_slash_is_a_version(db: Database) -> None:
    first = store(db, article(OLD.rstrip("/")))
    assert store(db, article(OLD, f"{RICE} Lượt xem: 17"), seen_at=MARCH) == first


@pytest.mark.parametrize("other", [SEA, f"{RICE[:90]} {SEA}"], ids=["other", "partly the same"])
def test_other_page_at_url_with_final_slash_is_another_article(db: Database, other: str) -> None:
    first = store(db, article(OLD.rstrip("/")))
    assert store(db, article(OLD, other), seen_at=MARCH) != first
