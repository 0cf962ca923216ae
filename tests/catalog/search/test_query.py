"""How a query is parsed: words, phrases, operators; anything that is not an operator is a word."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.catalog.search.query import MAX_QUERY_CHARS, Closeness, parse_query
from vustacrawl.catalog.search.words import fold

KNOWN = {"dai hoi", "hoi thao", "chuyen doi so", "nong nghiep"}


def part(words: Sequence[str]) -> list[int]:
    """Join known phrases from the left."""
    lengths = []
    at = 0
    while at < len(words):
        known = [n for n in (4, 3, 2) if fold(" ".join(words[at : at + n])) in KNOWN]
        lengths.append(known[0] if known else 1)
        at += lengths[-1]
    return lengths


def normalized(query: str) -> str:
    return str(parse_query(query, part))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("hội", "hội"),
        ("dai hoi", '"dai hoi"'),
        ("chuyển đổi số nông nghiệp", '"chuyển đổi số" "nông nghiệp"'),
        ("chuyển đổi số ở miền núi", '"chuyển đổi số" "ở miền núi"'),
        ('"đại biểu" hội', '"đại biểu" hội'),
        ("“đại biểu”", '"đại biểu"'),
        ('"đại biểu', '"đại biểu"'),
        ("nghi* hội", "nghi* hội"),
        ('"bãi rá*"', '"bãi rá*"'),
        ("hội thảo OR đại hội", '"hội thảo" OR "đại hội"'),
        ("hội thảo AND đại hội", '"hội thảo" "đại hội"'),
        ("đại hội -hội thảo nông nghiệp", '"đại hội" "nông nghiệp" -"hội thảo"'),
        ("đại hội NOT bóng", '"đại hội" -bóng'),
        ("hội -x OR thảo site:a site:b", "hội OR thảo -x site:a site:b"),
        ("site:vusta -hội", "-hội site:vusta"),
        ("title:hội thảo nông nghiệp", 'title:"hội thảo" "nông nghiệp"'),
        ('Title:"xuân mới" tết', 'title:"xuân mới" tết'),
        ('author:"Hoàng Yến"', 'author:"Hoàng Yến"'),
        ("author:HT", "author:HT"),
        ("site:VUSTA hội -site:husta", "hội -site:husta site:vusta"),
        ("hội after:2020 before:2021-03", "hội after:2020-01-01 before:2021-03-01"),
        ("hội after:2020-02-29", "hội after:2020-02-29"),
        ("covid-19", '"covid 19"'),
        # Anything that is not an operator is a word.
        ("OR hội", '"OR hội"'),
        ("hội OR", '"hội OR"'),
        ("hội OR OR thảo", '"hội OR" OR thảo'),
        ("-hội", "hội"),
        ("-hội -thảo", "hội OR thảo"),
        ("-site:vusta", ""),
        ("hội or thảo", '"hội or thảo"'),
        ("before:2021-13", '"before 2021 13"'),
        ("before:hôm", '"before hôm"'),
        ("before:0001", '"before 0001"'),
        ("body:hội", '"body hội"'),
        ("hội - thảo", '"hội thảo"'),
        ("NEAR(đại, 2)", '"NEAR đại 2"'),
        ("* ( ) ^", ""),
        ('"đại hội" NOT thảo OR', '"đại hội" "OR" -thảo'),
        ("after:2020", "after:2020-01-01"),
    ],
)
def test_query_is_parsed(query: str, expected: str) -> None:
    assert normalized(query) == expected


PIECES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["đại", "hội thảo", "OR", "AND", "NOT", "-", '"', "*", "a*", "title:", "author:x", "site:vusta", "after:2020"]
    ),
)


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_normalized_query_parses_to_same_match(query: str) -> None:
    once = parse_query(query, part)
    again = parse_query(str(once), part)
    if len(str(once)) <= MAX_QUERY_CHARS:
        assert again.match(Closeness.TOGETHER, exact_marks=True) == once.match(Closeness.TOGETHER, exact_marks=True)
        assert (again.since, again.until) == (once.since, once.until)


def test_closeness_controls_phrase_matching() -> None:
    parsed = parse_query('chuyển đổi số ở núi "bản đồ"', part)
    assert parsed.match(Closeness.TOGETHER, exact_marks=False) == ('((("chuyển dổi số") AND ("ở núi") AND ("bản dồ")))')
    assert parsed.match(Closeness.JOINED, exact_marks=False) == (
        '((("chuyển dổi số") AND ("ở" AND "núi") AND ("bản dồ")))'
    )
    assert parsed.match(Closeness.APART, exact_marks=True) == (
        '((("chuyển" AND "đổi" AND "số") AND ("ở" AND "núi") AND ("bản đồ")))'
    )


def test_number_of_query_words_is_limited() -> None:
    assert parse_query("x " * 400, part).match(Closeness.APART, exact_marks=False).count('"x"') <= 32
    assert len(normalized("đại hội " * 5000)) < 2 * MAX_QUERY_CHARS
