"""Trends count, for each period, the articles that match a search and the occurrences of the phrase."""

from collections import Counter

import pytest
from sqlite_utils import Database

from tests.catalog.conftest import an_article, store
from vustacrawl.catalog.search import search
from vustacrawl.catalog.search.trends import MAX_PHRASES, UNITS, Trend, Unit, as_table, trends

DIGITAL = "Hội nghị bàn về chuyển đổi số. Chuyển đổi số là việc của mọi người."
APART = "Ông chuyển nhà, đổi nghề và ghi lại số điện thoại."


@pytest.fixture
def news(db: Database) -> Database:
    days = ["2019-12-31", "2021-01-01T08:00:00+07:00", "2021-02-30", "2021-03-04", None, "0001-01-01"]
    for number, (day, text) in enumerate(zip(days, [DIGITAL, DIGITAL, DIGITAL, APART, DIGITAL, DIGITAL], strict=True)):
        store(db, an_article(number + 1, text, published_at=day, site="ab"[number % 2]))
    return db


def counts(trend: Trend) -> dict[str, tuple[int, int]]:
    return {point.period: (point.matches, point.articles) for point in trend.points}


def test_articles_with_phrase_are_counted_by_year(news: Database) -> None:
    [trend] = trends(news, ["chuyen doi so"])
    assert counts(trend) == {"2019": (1, 1), "2020": (0, 0), "2021": (2, 3)}
    assert (trend.phrase, trend.understood, trend.matches) == ("chuyen doi so", '"chuyen doi so"', 3)


def test_monthly_counts_include_empty_months(news: Database) -> None:
    [trend] = trends(news, ['"chuyển đổi số"'], unit="month")
    assert [point.period for point in trend.points][:3] == ["2019-12", "2020-01", "2020-02"]
    assert len(trend.points) == 16
    assert {period: count for period, count in counts(trend).items() if count[1]} == {
        "2019-12": (1, 1),
        "2021-01": (1, 1),
        "2021-02": (1, 1),  # 30 February, an invalid date
        "2021-03": (0, 1),
    }


def test_trends_can_be_limited_to_site(news: Database) -> None:
    [of_a] = trends(news, ["chuyển đổi số"], site="a")
    assert counts(of_a) == {"2019": (1, 1), "2020": (0, 0), "2021": (1, 1)}
    typed, of_b = trends(news, ["chuyển đổi số site:a", "chuyển đổi số site:b"])
    assert counts(typed) == counts(of_a)
    assert counts(of_b)["2021"] == (1, 2)


def test_trends_of_several_phrases_share_periods(news: Database) -> None:
    found = trends(news, ["chuyển đổi số", "nghề", "...", "after:2020"])
    assert [trend.phrase for trend in found] == ["chuyển đổi số", "nghề"]
    assert len({tuple(counts(trend)) for trend in found}) == 1
    assert len(trends(news, [f"từ {number}" for number in range(20)])) == MAX_PHRASES


def test_operators_narrow_counts(news: Database) -> None:
    [narrowed] = trends(news, ["chuyển đổi số after:2021-02 -nghề"])
    assert counts(narrowed)["2021"] == (1, 3)
    assert counts(narrowed)["2019"] == (0, 1)


@pytest.mark.parametrize("phrase", ["chuyển đổi số", "hội nghị OR nghề", "title:tin", "ngh*", "của mọi"])
def test_trend_points_match_search_counts(news: Database, phrase: str) -> None:
    [trend] = trends(news, [phrase])
    for point in trend.points:
        days = {"since": f"{point.period}-01-01", "until": f"{point.period}-12-31"}
        assert search(news, trend.understood, **days).count(100) == point.matches, point.period  # type: ignore[arg-type]


@pytest.mark.parametrize("phrase", ["chuyển đổi số", "nghề", "hội nghị OR nghề", "chuyển đổi số after:2021-02"])
def test_months_add_up_to_years(news: Database, phrase: str) -> None:
    [by_month], [by_year] = trends(news, [phrase], unit="month"), trends(news, [phrase])
    matches: Counter[str] = Counter()
    for point in by_month.points:
        matches[point.period[:4]] += point.matches
    assert matches == {point.period: point.matches for point in by_year.points}


def test_empty_catalog_has_no_trend_points(db: Database) -> None:
    assert [trend.points for trend in trends(db, ["hội"])] == [[]]


def test_trends_as_table(news: Database) -> None:
    rows = [*as_table(trends(news, ["nghề"]))]
    assert rows[0] == ("period", "phrase", "matches", "articles", "occurrences", "words", "per_million")
    *counts, words, per_million = rows[-1]
    assert counts == ["2021", "nghề", 1, 3, 1]
    assert float(per_million) == pytest.approx(1e6 / int(words), abs=0.001)


def words_of(db: Database, year: str) -> int:
    texts = "title || ' ' || coalesce(lead, '') || ' ' || body || ' ' || coalesce(captions, '')"
    rows = db.execute(f"SELECT {texts} FROM articles WHERE published_at LIKE ?", [f"{year}%"])
    return sum(len(text.split()) for (text,) in rows)


def test_occurrences_are_relative_to_all_words(news: Database) -> None:
    [trend] = trends(news, ["chuyen doi so"])
    assert [point.occurrences for point in trend.points] == [2, 0, 4], "twice in each article"
    assert [point.words for point in trend.points] == [words_of(news, "2019"), 0, words_of(news, "2021")]
    assert trend.points[2].per_million == pytest.approx(4e6 / words_of(news, "2021"))
    assert not trend.is_estimated


@pytest.mark.parametrize("unit", UNITS)
def test_occurrences_in_many_articles_are_estimated(
    news: Database, monkeypatch: pytest.MonkeyPatch, unit: Unit
) -> None:
    monkeypatch.setattr("vustacrawl.catalog.search.trends.MAX_READ", 2)
    [trend] = trends(news, ["chuyen doi so"], unit=unit)
    assert trend.is_estimated
    assert [point.occurrences for point in trend.points] == [2 * point.matches for point in trend.points]
