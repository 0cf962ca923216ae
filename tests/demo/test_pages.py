"""Every page of the demo, read by the parsers alone, gives its truth."""

from collections import Counter
from typing import Any
from unicodedata import is_normalized

import pytest

from vustacrawl.demo import Federation
from vustacrawl.demo.story import Story
from vustacrawl.parsers import NotAnArticle, parse_article
from vustacrawl.sites import Profile


@pytest.fixture(scope="module")
def federation() -> Federation:
    return Federation()


@pytest.fixture(scope="module")
def profiles(federation: Federation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Profile]:
    return {profile.name: profile for profile in federation.write_profiles(tmp_path_factory.mktemp("sites"))}


def read(story: Story, profiles: dict[str, Profile], body: bytes | None = None) -> dict[str, Any]:
    page = story.page.encode() if body is None else body
    return parse_article(story.url, page, profiles[story.site]).record()


@pytest.mark.parametrize("site", range(4), ids=["vusta", "vusta-en", "nukeviet", "wordpress"])
def test_every_page_reads_as_its_truth(federation: Federation, profiles: dict[str, Profile], site: int) -> None:
    for story in federation.sites[site].stories:
        truth = story.record
        record = read(story, profiles)
        assert record.keys() - truth.keys() == {"found_by"}
        assert {key: record[key] for key in truth} == truth


def test_some_pages_are_in_decomposed_letters(federation: Federation) -> None:
    decomposed = [story for site in federation.sites for story in site.stories if story.decomposed]
    assert len(decomposed) >= 5
    assert not any(is_normalized("NFC", story.page) for story in decomposed if story.language == "vi")


@pytest.mark.parametrize("site", range(4), ids=["vusta", "vusta-en", "nukeviet", "wordpress"])
def test_a_redesign_makes_strategies_fall(profiles: dict[str, Profile], site: int) -> None:
    federation = Federation()
    redesigned = federation.sites[site]

    def answered() -> Counter[tuple[str, str]]:
        records = (read(story, profiles, federation.answer(story.url).payload) for story in redesigned.stories)
        return Counter(found for record in records for found in record["found_by"].items())

    before = answered()
    federation.redesign(redesigned)
    after = answered()
    usual = {found for found, times in before.items() if times > len(redesigned.stories) / 2}
    fallen = {field for field, by in usual if not by.startswith("none") and after[field, by] < before[field, by] * 0.3}
    assert len(fallen) >= 2


def test_a_page_without_an_article_is_none(profiles: dict[str, Profile]) -> None:
    federation = Federation()
    story = federation.sites[0].stories[50]
    federation.hollow(story)
    answer = federation.answer(story.url)
    assert answer.status == 200
    with pytest.raises(NotAnArticle):
        read(story, profiles, answer.payload)
