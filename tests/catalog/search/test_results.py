"""Search accepts any query and shows the original spelling of the article."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from tests.catalog.conftest import add_sites, an_article, store
from vustacrawl.catalog.browse import browse
from vustacrawl.catalog.search import FIELDS, Passage, results, search
from vustacrawl.items import Image

CONGRESS = "Sáng nay, Đại hội đại biểu toàn quốc lần thứ VIII đã bầu Hội đồng Trung ương."
RAILWAY = "Đường sắt đô thị và chuyện đổi mới cách quản lý được bàn tại buổi tọa đàm."


def plain(passage: Passage) -> str:
    return "".join(piece for piece, _ in passage)


def marked(passage: Passage) -> list[str]:
    return [piece for piece, is_match in passage if is_match]


def found(db: Database, query: str, **more: object) -> list[str]:
    return [hit.url.removesuffix(".html").rpartition("p")[2] for hit in search(db, query, **more).hits]  # type: ignore[arg-type]


@pytest.fixture
def news(db: Database) -> Database:
    store(db, an_article(1, CONGRESS, title="Đảng ủy họp bàn công tác nhân sự", published_at="2020-10-01"))
    store(db, an_article(2, RAILWAY, title="Tọa đàm về đường sắt", published_at="2024-03-02T08:00:00+07:00"))
    store(db, an_article(3, "Mùi hôi từ bãi rác.", site="b", title="Bãi rác giữa làng", published_at=None))
    return db


@pytest.mark.parametrize("query", ["dai hoi", "Dai hoi", "đại hội", "ĐẠI HỘI", "Dai hoi dai bieu", "đại HOI"])
def test_search_ignores_accents_and_case(news: Database, query: str) -> None:
    assert found(news, query) == ["1"]
    assert found(news, unicodedata.normalize("NFD", query)) == ["1"]


def test_d_with_stroke_is_folded_in_queries_and_kept_in_results(news: Database) -> None:
    [hit] = search(news, "duong sat").hits
    assert marked(hit.title) == ["đường sắt"]
    assert plain(hit.snippet).startswith("Đường sắt đô thị")
    assert [marked(hit.title) for hit in search(news, "Đảng uy").hits] == [["Đảng ủy"]]


def test_phrase_and_prefix_queries(news: Database) -> None:
    assert found(news, '"đại biểu toàn quốc"') == ["1"]
    assert found(news, "“đại biểu toàn quốc”") == ["1"]
    assert found(news, '"biểu đại"') == []
    assert found(news, "biểu đại") == ["1"]
    assert found(news, "đườ*") == ["2"]
    assert found(news, '"quản l*"') == []
    assert found(news, '"bãi rá*"') == ["3"]


def test_search_operators(news: Database) -> None:
    assert sorted(found(news, "đại hội OR bãi rác")) == ["1", "3"]
    assert found(news, "hoi -site:b") == ["1"]
    assert found(news, "hoi site:b") == ["3"]
    assert found(news, "hoi site:A") == ["1"]
    assert sorted(found(news, "site:a")) == ["1", "2"]
    assert found(news, "hoi NOT rác") == ["1"]
    assert found(news, 'title:"đường sắt" đô thị') == ["2"]
    assert found(news, "title:thị") == []
    assert found(news, "hoi before:2020-10-02") == ["1"]
    assert found(news, "hoi before:2020-10") == []
    assert found(news, "hoi after:2020 before:2021") == ["1"]
    assert found(news, "hoi after:2020", since="2021-01-01") == []
    assert found(news, "after:2020") == [], "the query has no word"


def test_sort_by_date_puts_undated_articles_last(news: Database) -> None:
    store(news, an_article(4, CONGRESS, published_at="2025-01-01"))
    assert found(news, "hội", sort="newest") == ["4", "1", "3"]
    assert found(news, "hội", sort="oldest") == ["1", "4", "3"]
    assert found(news, "hội", sort="oldest", limit=1, offset=1) == ["4"]
    assert found(news, "hội", sort="oldest", since="2021-01-01") == ["4"]


def test_articles_matching_accents_of_query_rank_first(db: Database) -> None:
    for number, text in enumerate(("Phải lắng nghe dân.", "Làng nghề gốm.", "Lắng nghe và chia sẻ."), 1):
        store(db, an_article(number, text, published_at=f"2020-01-0{number}"))
    assert found(db, "lang nghe") == ["3", "2", "1"]
    assert found(db, "làng nghề") == ["2", "3", "1"]


def test_exclusion_ignores_accents_unless_exact(news: Database) -> None:
    assert found(news, "hội -bầu") == ["3"]
    assert found(news, "hội -bau") == ["3"]
    assert found(news, "hội -bâu") == ["3"]
    assert found(news, "hội -bâu", exact_marks=True) == ["1"]


def test_words_match_apart_if_not_found_together(news: Database) -> None:
    news.execute("INSERT INTO phrases VALUES ('dai bieu', 'đại biểu', 5)")
    results = search(news, "đại biểu ương bầu")
    assert (len(results.hits), results.is_apart, results.count_apart(5)) == (1, True, 0)
    assert not search(news, "đại biểu").is_apart
    assert search(news, "biểu đại").is_apart
    assert search(news, '"biểu đại"').hits == []


def test_exact_marks_require_same_accents(news: Database) -> None:
    assert sorted(found(news, "hội")) == ["1", "3"]
    assert found(news, "hội", exact_marks=True) == ["1"]
    assert found(news, "HỘI", exact_marks=True) == ["1"]
    assert found(news, unicodedata.normalize("NFD", "hôi"), exact_marks=True) == ["3"]
    assert found(news, "dường", exact_marks=True) == []


def test_search_filters_by_site_date_and_field(news: Database) -> None:
    assert found(news, "hoi", site="b") == ["3"]
    assert found(news, "hoi", site="B") == []
    assert found(news, "hoi", since="2020-10-01") == ["1"]
    assert found(news, "hoi", until="2020-10-01") == ["1"]
    assert found(news, "hoi", since="2020-10-02") == []
    assert found(news, "toa dam", field="title") == ["2"]
    assert found(news, "do thi", field="title") == []
    assert found(news, "do thi", field="body") == ["2"]


def test_site_filter_does_not_match_name_prefix(db: Database) -> None:
    add_sites(db, "vusta", "vusta-en")
    store(db, an_article(1, CONGRESS, site="vusta"))
    store(db, an_article(2, CONGRESS, site="vusta-en"))
    assert found(db, "dai hoi", site="vusta") == ["1"]


def test_captions_and_bylines_are_searched(db: Database) -> None:
    images = [Image("https://a.vn/1.jpg", 0, caption="Toàn cảnh lễ mít tinh"), Image("https://a.vn/2.jpg", 0)]
    store(db, an_article(1, images=images, byline="Tin, ảnh: Hoàng Yến"))
    assert found(db, "mit tinh") == found(db, "mit tinh", field="captions") == ["1"]
    assert found(db, "hoang yen", field="byline") == ["1"]


def test_results_are_ranked_by_closeness_then_date(db: Database) -> None:
    scattered, together = "Đổi chỗ các số, chuyển sang trang khác.", "Công cuộc chuyển đổi số đã bắt đầu."
    store(db, an_article(1, scattered, published_at="2025-01-01"))
    store(db, an_article(2, together, published_at="2011-01-01"))
    store(db, an_article(3, together, published_at="2012-01-01"))
    store(db, an_article(4, "Một bài khác.", title="Số hóa: chuyển và đổi", published_at="2010-01-01"))
    assert found(db, "chuyển đổi số") == ["3", "2"]
    assert found(db, "chuyển đổi số", apart=True) == ["3", "2", "4", "1"]
    assert found(db, "chuyển đổi số", apart=True, limit=2, offset=1) == ["2", "4"]
    assert search(db, "chuyển đổi số", apart=True, limit=3).more
    assert not search(db, "chuyển đổi số", apart=True, limit=4).more
    assert search(db, "chuyển đổi số").count_apart(10) == 2
    assert search(db, "chuyển đổi số", apart=True).count_apart(10) == 0


def test_changed_article_is_found_only_by_new_text(news: Database) -> None:
    store(news, an_article(1, RAILWAY, title="Tin sửa", published_at="2023-01-01"), seen_at="2026-02-01T00:00:00.000Z")
    assert found(news, "dai hoi") == []
    assert found(news, "Đại hội", exact_marks=True) == []
    assert found(news, "duong sat", until="2023-12-31") == ["1"]
    for index in ("articles_fts", "articles_fts_exact", "titles_fts"):
        news.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")


def test_rolled_back_article_is_not_found(news: Database) -> None:
    news.execute("BEGIN")
    store(news, an_article(9, "Tin sẽ bị bỏ."))
    news.execute("ROLLBACK")
    assert found(news, "tin se bi bo") == []


def test_facets_count_all_matches(news: Database) -> None:
    facets = search(news, "hoi", limit=1).count_facets()
    assert (facets.count, facets.is_whole) == (2, True)
    assert facets.sites == {"a": 1, "b": 1}
    assert facets.years == {"2020": 1}
    assert search(news, "...").count_facets().count == 0


@pytest.mark.parametrize("narrowed", [{}, {"site": "a"}, {"since": "2021-01-01"}, {"section": "Tin"}, {"author": "HT"}])
def test_facets_with_and_without_limit_agree(db: Database, narrowed: dict[str, str]) -> None:
    for number in range(30):
        more = {"section": ["Tin", None][number % 2], "author_initials": ["HT", "NL", None][number % 3]}
        day = f"{2020 + number % 4}-01-{number + 1:02}"
        store(db, an_article(number, site="ab"[number % 2], published_at=day if number % 7 else None, **more))
    for query in ("hội thảo", "title:tin OR khoa học"):
        results = search(db, query, **narrowed)  # type: ignore[arg-type]
        assert results.count_facets(None) == results.count_facets(1000)
    assert browse(db, **narrowed).count_facets(None) == browse(db, **narrowed).count_facets(1000)  # type: ignore[arg-type]


def test_counts_of_all_matches_stop_at_limit(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        text = "Hội thảo." if number == 3 else "Khoa học."
        store(db, an_article(number, text, published_at=f"{2020 + number // 10}-01-{1 + number % 10:02}"))
    monkeypatch.setattr(results, "SAMPLE", 5)
    monkeypatch.setattr("vustacrawl.catalog.browse.MAX_COUNTED", 12)
    monkeypatch.setattr(results, "MAX_COUNTED", 12)
    for found in (search(db, "khoa học"), browse(db)):
        facets = found.count_facets(None)
        assert (facets.count, facets.is_whole, facets.years) == (12, False, {"2022": 10, "2021": 2})
    assert search(db, "hội thảo").count_facets(None).years == {"2020": 1}, "few are counted however old they are"


def test_reindexing_few_matches_does_not_change_results(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["Đại hội", "Đài hội ý.", "Dải hội tụ.", "Hội đại biểu họp.", "Đại hội đại biểu."]
    for number in range(30):
        title = texts[number % 5] if number % 4 == 0 else "Tin"
        store(db, an_article(number, texts[number % 5], title=title, published_at=f"2024-01-{number + 1:02}"))
    for query in ("đại hội", "đại hội OR hội tụ", "đại biểu -ý", "dai hoi dai bieu", "title:đại hội"):
        few = search(db, query, limit=30).hits
        with monkeypatch.context() as changed:
            changed.setattr(results, "MAX_REINDEXED", 0)
            assert search(db, query, limit=30).hits == few


def test_match_counts_stop_at_limit(db: Database) -> None:
    for number in range(30):
        store(db, an_article(number, published_at=f"2024-01-{number + 1:02}"))
    found = search(db, "khoa học")
    assert [found.count(most) for most in (3, 10, 29, 100)] == [4, 11, 30, 30]
    assert found.count_facets(20).count == 20
    assert not found.count_facets(20).is_whole


def test_quick_search_reports_how_far_back_it_searched(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        text = "Công cuộc chuyển đổi số." if number in (5, 25) else "Số liệu chuyển biến, cách nghĩ đổi mới."
        text += " Mở màn." if number == 2 else ""
        store(db, an_article(number, text, published_at=f"2024-01-{number + 1:02}" if number else None))
    # Each of the three words is read twice in each article, together and apart, so that MAX_READ allows ten articles.
    monkeypatch.setattr(results, "SAMPLE", 5)
    monkeypatch.setattr(results, "MAX_READ", 60)

    def quick(query: str, **more: object) -> tuple[list[str], str | None, bool]:
        hits = search(db, query, quick=True, **more)  # type: ignore[arg-type]
        return found(db, query, quick=True, **more), hits.searched_since, hits.is_apart

    assert found(db, "chuyển đổi số") == ["25", "5"]
    assert quick("chuyển đổi số") == (["25"], "2024-01-21", False)
    assert search(db, "chuyển đổi số", quick=True).count(100) == 1
    assert quick("chuyển đổi số", until="2024-01-25", limit=2) == (["24", "23"], "2024-01-16", True)
    assert quick("chuyển đổi số", since="2024-01-25") == (["25"], None, False)
    assert quick("chuyển đổi số", sort="oldest") == (["5", "25"], None, False)
    assert quick('"mở màn" chuyển đổi số') == (["2"], None, True), "without a match, all articles are searched"
    assert quick('"mở màn" chuyển số', apart=True) == (["2"], None, True)
    with monkeypatch.context() as changed:
        changed.setattr(results, "MAX_READ_IF_NONE", 160)
        assert quick('"mở màn" chuyển đổi số') == ([], "2024-01-05", False), "not in all articles"
        assert quick('"đổi số" chuyển', since="2024-01-02", until="2024-01-20") == (["5"], None, False)
    monkeypatch.setattr(results, "MAX_RANKED", 5)
    assert quick("chuyển số", apart=True, limit=2)[1:] == (None, True), "only the newest of many matches are ranked"
    assert search(db, "chuyển số", apart=True, quick=True).count(100) == 30


def test_quick_search_ranks_by_titles_as_far_back_as_it_reads(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        title = {3: "Đại hội", 20: "Đại hội"}.get(number, "Đại ý về hội")
        store(db, an_article(number, "Đại hội.", title=title, published_at=f"2024-01-{number + 1:02}"))
    monkeypatch.setattr(results, "MAX_REINDEXED", 0)
    monkeypatch.setattr(results, "SAMPLE", 5)
    assert found(db, "đại hội", quick=True, limit=3) == ["20", "3", "29"]
    monkeypatch.setattr(results, "MAX_RANKED", 5)
    monkeypatch.setattr(results, "MAX_READ", 40)
    assert found(db, "đại hội", quick=True, limit=3) == ["20", "29", "28"]
    assert found(db, "đại hội", limit=3) == ["20", "3", "29"]


def test_newest_matches_of_a_past_period_are_found(db: Database) -> None:
    for number in range(60):
        store(db, an_article(number, published_at=f"2024-{1 + number // 28:02}-{1 + number % 28:02}"))
    period = {"since": "2024-01-03", "until": "2024-02-20"}
    assert found(db, "khoa học", **period, limit=4) == ["47", "46", "45", "44"]
    assert found(db, "khoa học", **period, limit=4, offset=4) == ["43", "42", "41", "40"]
    assert found(db, "khoa học", **period, limit=100) == [str(number) for number in range(47, 1, -1)]


def test_query_with_many_words_is_accepted(news: Database) -> None:
    assert found(news, "đại hội " * 500) == ["1"]


ODD = st.one_of(
    st.text(st.characters(codec=None), max_size=40),
    st.lists(
        st.sampled_from(
            [
                *('"', "*", "(", ")", "-", "^", ":", "+", "\0", "{", "'", "AND", "OR", "NOT", "NEAR(", "title:"),
                *("title:họp", "-hội", "-hoi", "hộ*", "author:x", "site:a", "after:2020", "đại", "hội"),
            ]
        ),
        max_size=12,
    ).map(" ".join),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=ODD, field=st.sampled_from((None, *FIELDS)), exact_marks=st.booleans(), site=st.none() | st.text())
def test_any_string_can_be_searched(
    news: Database, query: str, field: str | None, exact_marks: bool, site: str | None
) -> None:
    results = search(news, query, field=field, exact_marks=exact_marks, site=site)  # type: ignore[arg-type]
    assert results.count_facets().count >= len(results.hits)
    assert not results.more


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.sampled_from("đĐdDạAôơuư NFC"), min_size=1).filter(str.strip), form=st.sampled_from(["NFC", "NFD"])
)
def test_stored_title_is_found_with_and_without_accents(news: Database, text: str, form: str) -> None:
    news.execute("BEGIN")
    store(news, an_article(77, "x", title=text))
    folded = unicodedata.normalize("NFD", text).translate(str.maketrans("đĐ", "dD"))
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    assert "77" in found(news, unicodedata.normalize(form, text), field="title")
    assert "77" in found(news, bare.lower())
    assert "77" in found(news, unicodedata.normalize(form, text).upper(), exact_marks=True)
    news.execute("ROLLBACK")


ODD_STRINGS = [
    "",
    " ",
    '"',
    '""',
    '"đại hội',
    "*",
    "**",
    "hội*hội",
    "NEAR(đại hội, 2)",
    "đại AND OR NOT hội",
    "title:đại",
    "{title body}:hội",
    "-hội",
    "^đại",
    "(((",
    "'; DROP TABLE articles; --",
    "\0đại\0hội\0",
    "\ud800\udfff",
    "hội 🎉 👩‍👩‍👧",
    "\u202eđại hội\u202c",
    "%s %n {} \\",
    "đại hội" * 1500,
    '"' * 10_000,
    "ộ" * 10_000,
    "a b " * 2_500,
    "(" * 10_000,
]


@pytest.mark.parametrize("query", ODD_STRINGS, ids=range(len(ODD_STRINGS)))
@pytest.mark.parametrize("exact_marks", [False, True])
def test_odd_strings_can_be_searched(news: Database, query: str, exact_marks: bool) -> None:
    for field in (None, *FIELDS):
        results = search(news, query, field=field, exact_marks=exact_marks)
        assert results.count(100) == results.count_facets().count == len(results.hits)


def test_odd_characters_in_query_do_not_hide_its_words(news: Database) -> None:
    for query in ("(đại) hội!", "đại, hội?", "\0đại\0hội", "🎉 đại hội 🎉", "^đại* hội*", "- đại hội"):
        assert found(news, query) == ["1"], query
