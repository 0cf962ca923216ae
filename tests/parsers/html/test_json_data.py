"""JSON-LD as found on pages."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.parsers.html.document import read_document
from vustacrawl.parsers.html.json_data import read_json_ld

URL = "https://x.test/tin/hoi-thao-1.html"
OTHER = {"@type": "NewsArticle", "url": "https://x.test/tin/khac-9.html", "headline": "Chuyện khác hẳn về trường học"}
OWN = {"@type": "NewsArticle", "url": URL, "headline": "Hội thảo về nguồn nước mặt"}


@pytest.mark.parametrize(
    ("script", "values"),
    [
        ('{"a": 1,}', [{"a": 1}]),
        ('[{"a": 1}, ]', [[{"a": 1}]]),
        ('{"a": 1};', [{"a": 1}]),
        ('\ufeff{"a": 1}', [{"a": 1}]),
        ('// tin\n{"a": 1}', [{"a": 1}]),
        ('/* tin */{"a": 1}', [{"a": 1}]),
        ('{"a": 1,,"b": 2}', [{"a": 1, "b": 2}]),
        ('{"a": "một"\n "b": "hai"}', [{"a": "một", "b": "hai"}]),
        ('{"a": 1}\n{"b": 2}', [{"a": 1}, {"b": 2}]),
        (r'{"a": "Nước\'s"}', [{"a": "Nước's"}]),
        ('{"a": "Hội thảo "nước sạch" mở", "b": ""}', [{"a": 'Hội thảo "nước sạch" mở', "b": ""}]),
        ('{"a": "Bà nói: "Hiền lắm", rồi cười", "b": 1}', [{"a": 'Bà nói: "Hiền lắm", rồi cười', "b": 1}]),
        ('<br />\n{<br />\n"a": 1,<br />\n"b": 2<br />\n}', [{"a": 1, "b": 2}]),
        ('{"a": "hai\ndòng"}', [{"a": "hai\ndòng"}]),
        ("{&quot;a&quot;: 1}", [{"a": 1}]),
        ('<!-- {"a": 1} -->', [{"a": 1}]),
        ('/* <![CDATA[ */ {"a": 1} /* ]]> */', [{"a": 1}]),
        ('<![CDATA[{"a": 1}]]>', [{"a": 1}]),
        ("{'a': 'Nước's', b: undefined, \"c\": NaN}", [{"a": "Nước's", "b": None, "c": None}]),
        ("{'a': 'Ba \"tốt\"', c: -1.5} // hết", [{"a": 'Ba "tốt"', "c": -1.5}]),
        ('{"a": 1} {"b":', [{"a": 1}]),
        ('{"a": [{"b": "Lê Hoa"}, {"b": "Lê Ho', [{"a": [{"b": "Lê Hoa"}, {}]}]),
        ('{"a": {"b": 1}, "c": "bị cắt', [{"a": {"b": 1}}]),
        ("", []),
        ("không", []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_malformed_json_ld_is_read(script: str, values: list[object]) -> None:
    assert read_json_ld(script) == values


@given(st.text(alphabet='{}[]",:; \\\n1a', max_size=300))
def test_any_script_gives_list(script: str) -> None:
    assert isinstance(read_json_ld(script), list)


@given(st.recursive(st.none() | st.integers() | st.text(max_size=20), lambda each: st.lists(each, max_size=4)))
def test_valid_json_is_read_unchanged(value: object) -> None:
    assert read_json_ld(json.dumps(value)) == [value]


def article_of(*scripts: object, head: str = "") -> dict[str, object]:
    tags = "".join(f'<script type="application/ld+json">{json.dumps(script)}</script>' for script in scripts)
    page = f"<title>Hội thảo về nguồn nước mặt - Báo</title>{head}{tags}<h1>Hội thảo về nguồn nước mặt</h1>"
    return read_document(URL, page.encode()).json_ld


@pytest.mark.parametrize(
    ("scripts", "head"),
    [
        ([[OTHER, OWN]], ""),
        ([OTHER, OWN], ""),
        ([OTHER, {"@type": "NewsArticle", "headline": OWN["headline"]}], ""),
        ([OTHER, {"@type": "NewsArticle"}], ""),
        ([{"@type": "NewsArticle", "headline": OWN["headline"]}, OTHER], ""),
        ([OTHER, {"@type": "NewsArticle", "mainEntityOfPage": {"@id": "/a"}}], "<link rel=canonical href=/a>"),
    ],
    ids=["list", "two scripts", "headline", "no headline or URL", "first article", "canonical URL"],
)
def test_article_of_this_page_is_chosen_among_several(scripts: list[object], head: str) -> None:
    assert article_of(*scripts, head=head).get("url") != OTHER["url"]


@pytest.mark.parametrize(
    "script",
    [
        {"@type": "WebPage", "mainEntity": OWN},
        {"@graph": [{"@type": "WebSite"}, OWN]},
        OWN | {"@type": "http://schema.org/NewsArticle"},
        OWN | {"@type": "schema:NewsArticle"},
        {"@type": "WebPage", "url": URL, "datePublished": "2024-03-12"},
        OWN | {"@type": ["Thing", "https://schema.org/NewsArticle"]},
    ],
    ids=["mainEntity", "graph", "IRI", "prefix", "web page", "several types"],
)
def test_article_is_found_by_position_and_type(script: object) -> None:
    assert article_of(script)["url"] == URL


def test_only_article_is_used_unless_it_names_another_page_and_another_story() -> None:
    assert article_of(OTHER) == {}
    for key, value in (("headline", "Nguồn nước mặt ô nhiễm"), ("url", URL), ("url", "http://www.x.test/")):
        assert article_of(OTHER | {key: value})[key] == value
