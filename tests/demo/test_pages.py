"""Every page of the demo, read by the parsers alone, gives its expected record."""

from collections import Counter
from typing import Any
from unicodedata import is_normalized

import pytest

from tests.demo.changes import redesign
from vustacrawl.demo import Federation
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.edge_cases import SOFT_404
from vustacrawl.parsers import NotAnArticle, parse_article
from vustacrawl.sites import Profile


@pytest.fixture(scope="module")
def federation() -> Federation:
    return Federation()


@pytest.fixture(scope="module")
def profiles(federation: Federation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Profile]:
    return {profile.name: profile for profile in federation.write_profiles(tmp_path_factory.mktemp("sites"))}


def read(article: DemoArticle, profiles: dict[str, Profile], body: bytes | None = None) -> dict[str, Any]:
    page = article.page.encode() if body is None else body
    return parse_article(article.url, page, profiles[article.site]).record()


@pytest.mark.parametrize("site", range(4), ids=["vusta", "vusta-en", "nukeviet", "wordpress"])
def test_every_page_gives_its_expected_record(federation: Federation, profiles: dict[str, Profile], site: int) -> None:
    for article in federation.sites[site].articles:
        truth = article.record
        record = read(article, profiles)
        assert record.keys() - truth.keys() == {"found_by"}
        assert {key: record[key] for key in truth} == truth


def test_some_pages_use_decomposed_letters(federation: Federation) -> None:
    decomposed = [article for site in federation.sites for article in site.articles if article.decomposed]
    assert len(decomposed) >= 5
    assert not any(is_normalized("NFC", article.page) for article in decomposed if article.language == "vi")


@pytest.mark.slow
@pytest.mark.parametrize("site", range(4), ids=["vusta", "vusta-en", "nukeviet", "wordpress"])
def test_redesign_breaks_strategies(profiles: dict[str, Profile], site: int) -> None:
    federation = Federation()
    redesigned = federation.sites[site]

    def answered() -> Counter[tuple[str, str]]:
        records = (read(article, profiles, federation.respond(article.url).payload) for article in redesigned.articles)
        return Counter(found for record in records for found in record["found_by"].items())

    before = answered()
    redesign(redesigned)
    after = answered()
    usual = {found for found, times in before.items() if times > len(redesigned.articles) / 2}
    lost = {field for field, by in usual if not by.startswith("none") and after[field, by] < before[field, by] * 0.3}
    assert len(lost) >= 2


def test_soft_404_is_not_article(profiles: dict[str, Profile]) -> None:
    article = Federation().sites[0].articles[50]
    with pytest.raises(NotAnArticle):
        read(article, profiles, SOFT_404.encode())
