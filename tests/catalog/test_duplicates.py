"""Exact and near reposts: found across sites, in any order, without false positives."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from tests.catalog.conftest import add_sites, an_article, store
from vustacrawl.catalog import duplicates
from vustacrawl.catalog.duplicates import MAX_COMPARED, find_repeated, link_duplicates
from vustacrawl.catalog.near_duplicates import TextFeatures, lsh_bands, similarity, text_features
from vustacrawl.demo.text_generator import TextGenerator, load_grammar
from vustacrawl.items import Article, Block

PARAGRAPHS = [
    "Sáng 14/3, tại Đà Lạt, Hội Sinh học tỉnh tổ chức lễ tổng kết 5 năm bảo tồn giống hồng cổ của vùng cao nguyên.",
    "Theo bà Kra Jan Nhung, người giữ vườn đầu dòng, cả huyện từng chỉ còn 27 cây hồng trên 80 tuổi, phần lớn"
    " nằm rải rác trong vườn cà phê và không ai còn nhớ cách ghép.",
    "Nhóm kỹ sư của hội đã lấy mẫu lá, lập bản đồ từng gốc cây rồi nhân giống bằng mắt ghép trong nhà màng; đến"
    " nay 1.350 cây con đã được trao cho 212 hộ trồng xen ở các xã vùng ven.",
    "Khó khăn lớn nhất, theo ban chủ nhiệm đề tài, là sâu đục thân và sương muối đầu năm, khiến gần một phần năm"
    " số cây không qua nổi mùa khô đầu tiên.",
    "Trong giai đoạn tới, hội sẽ cùng trường nghề mở lớp dạy ghép cành cho thanh niên, đồng thời đăng ký nhãn hiệu"
    " tập thể để quả hồng giòn có chỗ đứng ở chợ đầu mối.",
]
LATER, LATEST = "2024-06-01", "2024-07-01"
FORM = (
    "{Host} trân trọng thông báo kế hoạch tổ chức {event} thường niên dành cho hội viên các hội thành viên.",
    "Thời gian: 8 giờ 00 ngày {day}/{month}. Địa điểm: hội trường {body}, {place}.",
    "Thành phần tham dự gồm lãnh đạo đơn vị, cán bộ phụ trách và chuyên gia; mỗi đơn vị cử {few} đại biểu.",
    "Đề nghị các đơn vị gửi danh sách về văn phòng trước ngày {day}/{month}, ghi rõ họ tên, chức vụ và số điện"
    " thoại liên hệ; mọi chi tiết xin hỏi {title} {person}, điện thoại {count} {count}.",
)


def make_article(number: int, paragraphs: list[str], **more: object) -> Article:
    return an_article(number, paragraphs=[Block("paragraph", text) for text in paragraphs], **more)  # type: ignore[arg-type]


def store_and_link(db: Database, article: Article, seen_at: str = "2026-01-01T00:00:00.000Z") -> None:
    link_duplicates(db, store(db, article, seen_at))


def links(db: Database) -> dict[str, tuple[str, str]]:
    rows = db.execute(
        "SELECT repost.native_id, original.native_id, kind FROM duplicates"
        " JOIN articles AS repost ON repost.id = article_id JOIN articles AS original ON original.id = of"
    )
    return {repost: (original, kind) for repost, original, kind in rows}


CHANGED = {
    "different lead": [
        "Một cách giữ giống cây quý vừa được giới thiệu với bà con cao nguyên trong tuần này.",
        *PARAGRAPHS[1:],
    ],
    "truncated": PARAGRAPHS[:3],
    "different ending": [*PARAGRAPHS[:4], "Tỉnh nhà cũng có thể học theo cách làm ấy, nhất là ở các xã trồng cà phê."],
    "retyped": [text.replace(",", " ,").upper() for text in PARAGRAPHS],
}


@pytest.mark.parametrize("change", CHANGED)
def test_edited_repost_on_another_site_is_near_duplicate(db: Database, change: str) -> None:
    store_and_link(db, make_article(1, PARAGRAPHS))
    store_and_link(db, make_article(2, CHANGED[change], site="b", published_at=LATER, byline="Theo VietnamPlus"))
    assert links(db) == {"2": ("1", "near")}
    [(similarity,)] = db.execute("SELECT similarity FROM duplicates").fetchall()
    assert 0.3 <= similarity <= 1
    assert db.execute("SELECT count(*) FROM articles").fetchone() == (2,)


def test_earliest_published_article_is_original_even_if_stored_last(db: Database) -> None:
    store_and_link(db, make_article(3, PARAGRAPHS, site="b", published_at=LATEST))
    store_and_link(db, make_article(2, CHANGED["different lead"], site="b", published_at=LATER))
    assert links(db) == {"3": ("2", "near")}
    store_and_link(db, make_article(1, PARAGRAPHS))
    assert links(db) == {"2": ("1", "near"), "3": ("1", "exact")}


def test_reposts_are_relinked_when_original_changes(db: Database) -> None:
    store_and_link(db, make_article(1, PARAGRAPHS))
    store_and_link(db, make_article(2, PARAGRAPHS, site="b", published_at=LATER))
    store_and_link(db, make_article(3, CHANGED["truncated"], site="b", published_at=LATEST))
    other = TextGenerator(load_grammar("vi"), Random(5), 2024)
    store_and_link(db, make_article(1, [other.paragraph() for _ in range(4)]), seen_at="2026-02-01T00:00:00.000Z")
    assert links(db) == {"3": ("2", "near")}
    store_and_link(db, make_article(1, PARAGRAPHS), seen_at="2026-03-01T00:00:00.000Z")
    assert links(db) == {"2": ("1", "exact"), "3": ("1", "near")}


def test_original_with_new_later_date_becomes_repost(db: Database) -> None:
    store_and_link(db, make_article(1, PARAGRAPHS))
    store_and_link(db, make_article(2, CHANGED["truncated"], site="b", published_at=LATER))
    store_and_link(db, make_article(1, PARAGRAPHS, published_at=LATEST), seen_at="2026-02-01T00:00:00.000Z")
    assert links(db) == {"1": ("2", "near")}


def test_unaffected_repost_is_not_updated(db: Database) -> None:
    store_and_link(db, make_article(1, PARAGRAPHS))
    store_and_link(db, make_article(2, PARAGRAPHS, site="b", published_at=LATER))
    before = db.execute("SELECT updated_at FROM articles WHERE native_id = '2'").fetchone()
    store_and_link(db, make_article(3, CHANGED["truncated"], site="b", published_at=LATEST))
    assert db.execute("SELECT updated_at FROM articles WHERE native_id = '2'").fetchone() == before


def test_notices_from_same_template_are_not_reposts(db: Database) -> None:
    texts = load_grammar("vi")
    for number in range(12):
        generator = TextGenerator(texts, Random(number), 2024)
        store_and_link(
            db, make_article(number, [generator.fill(part) for part in FORM], published_at=f"2024-01-{number + 1:02}")
        )
    assert links(db) == {}


def test_short_texts_and_digests_are_not_reposts(db: Database) -> None:
    store_and_link(db, make_article(1, PARAGRAPHS[:2]))
    store_and_link(db, make_article(2, ["Xem tệp đính kèm."], published_at=LATER))
    store_and_link(db, make_article(3, ["Xem tệp đính kèm."], published_at=LATEST))
    generator = TextGenerator(load_grammar("vi"), Random(2), 2024)
    digest = [*PARAGRAPHS[:2], *(generator.paragraph() for _ in range(8))]
    store_and_link(db, make_article(4, digest, published_at=LATEST))
    assert links(db) == {}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(8)))
def test_links_do_not_depend_on_arrival_order(db: Database, order: list[int]) -> None:
    versions = [PARAGRAPHS, *CHANGED.values(), PARAGRAPHS[1:], PARAGRAPHS[2:], PARAGRAPHS]
    db.execute("BEGIN")
    for at in order:
        store_and_link(db, make_article(at, versions[at], published_at=f"2024-05-{at + 1:02}"))
    result = links(db)
    texts = [text_features(" ".join(version)) for version in versions]
    originals: list[int] = []
    expected = {}
    for at, text in enumerate(texts):
        of = next((earlier for earlier in originals if similarity(text, texts[earlier])), None)
        if of is None:
            originals.append(at)
        else:
            expected[str(at)] = (str(of), "exact" if versions[at] == versions[of] else "near")
    assert result == expected
    db.execute("ROLLBACK")


def test_text_reposted_by_many_sites_forms_one_cluster(db: Database) -> None:
    count = MAX_COMPARED * 3
    add_sites(db, *(f"site-{at}" for at in range(count)))
    for at in range(count):
        ending = f"Ý kiến bạn đọc gửi về hộp thư số {at}."
        store_and_link(
            db,
            make_article(
                at,
                [*PARAGRAPHS, ending],
                site=f"site-{at}",
                published_at=f"2024-05-06T07:{at // 60:02}:{at % 60:02}+07:00",
            ),
        )
    assert links(db) == {str(at): ("0", "near") for at in range(1, count)}


@pytest.mark.parametrize("order", ["newest last", "newest first"])
def test_exact_copies_need_few_comparisons(db: Database, monkeypatch: pytest.MonkeyPatch, order: str) -> None:
    compared = 0

    def counting(one: TextFeatures, other: TextFeatures) -> float:
        nonlocal compared
        compared += 1
        return similarity(one, other)

    monkeypatch.setattr(duplicates, "similarity", counting)
    store_and_link(db, make_article(100, CHANGED["different ending"], site="b", published_at=LATEST))
    days = [f"2024-05-{day:02}" for day in range(1, 31)]
    for day in days if order == "newest last" else reversed(days):
        store_and_link(db, make_article(int(day[-2:]), PARAGRAPHS, published_at=day))
    assert links(db) == {"100": ("1", "near")} | {str(at): ("1", "exact") for at in range(2, 31)}
    assert compared <= (3 if order == "newest last" else 4 * len(days))


def test_article_without_native_id_finds_repeated_texts_on_its_site(db: Database) -> None:
    urls = [f"https://a.vn/bai-{at}/" for at in range(3)]
    for url, version in zip(urls, ("retyped", "truncated", "different ending"), strict=True):
        store_and_link(db, make_article(0, CHANGED[version], native_id=None, url=url, published_at=LATEST))
    store_and_link(db, make_article(7, PARAGRAPHS))
    store_and_link(db, make_article(8, PARAGRAPHS, site="b", published_at="2020-01-01"))
    new = make_article(0, PARAGRAPHS, native_id=None, url="https://a.vn/moi/")
    assert find_repeated(db, new) == urls
    assert find_repeated(db, make_article(9, PARAGRAPHS)) == [], "a new native ID is a new article"
    assert find_repeated(db, make_article(0, ["Xem tệp đính kèm."], native_id=None)) == []
    assert db.execute("SELECT count(*) FROM articles").fetchone() == (5,)


def test_lsh_bands_match_stored_values() -> None:
    """If a rensa release or another limit changes them, a migration must recompute the stored values."""
    assert lsh_bands(text_features(" ".join(PARAGRAPHS)))[:3] == [11310742185653, 164271663937334, 72380278082024]
