"""The look-alike federation: every field of every article, the family told, the profile drafted, the whole crawled."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.demo.conftest import COMMAND
from tests.waiting import HANG_S
from vustacrawl.demo import Federation
from vustacrawl.demo.look_alikes import LOOK_ALIKES
from vustacrawl.demo.site import DemoSite
from vustacrawl.discovery.fetcher import FetchedPage
from vustacrawl.discovery.probe import probe_site
from vustacrawl.discovery.profile_draft import draft_profile
from vustacrawl.parsers import parse_article
from vustacrawl.parsers.detection import detect_family
from vustacrawl.sites import Profile, read_profile

FEDERATION = Federation(look_alikes=True)
SITES = {layout.name: site for layout, site in zip(LOOK_ALIKES, FEDERATION.sites[4:], strict=True)}
UNKNOWN_TO_ALL = {"portal": "generic"}
"""A portal that is told by its host under gov.vn, which the demo's is not."""


def profile_of(site: DemoSite, folder: Path) -> Profile:
    path = folder / f"{site.name}.toml"
    path.write_text(site.profile, "utf-8")
    return read_profile(path)


def test_there_are_twelve_systems_beside_the_demos_four() -> None:
    assert len(SITES) >= 12
    assert len(Federation().sites) == 4


@pytest.mark.parametrize("name", SITES)
def test_every_field_of_every_article_is_read(name: str, tmp_path: Path) -> None:
    site = SITES[name]
    profile = profile_of(site, tmp_path)
    for article in site.articles:
        url = profile.canonical_url(article.url)
        assert url and profile.is_article(url)
        record = parse_article(url, article.page.encode(), profile).record()
        del record["found_by"]
        assert record == article.record


@pytest.mark.parametrize("layout", LOOK_ALIKES, ids=lambda layout: layout.name)
def test_the_family_is_told(layout) -> None:
    site = SITES[layout.name]
    pages = [(f"{site.base}/", site.answer("/", "").payload, None)]
    pages += [(article.url, article.page.encode(), None) for article in site.articles[:3]]
    assert detect_family(pages).name == UNKNOWN_TO_ALL.get(layout.name, layout.family)


async def fetch(url: str) -> FetchedPage:
    answer = FEDERATION.answer(url)
    failure = None if answer.status == 200 else f"HTTP {answer.status}"
    return FetchedPage(url, answer.payload, answer.content_type, failure)


@pytest.mark.slow
@pytest.mark.parametrize("layout", LOOK_ALIKES, ids=lambda layout: layout.name)
def test_sites_new_drafts_a_profile_that_knows_the_articles(layout) -> None:
    site = SITES[layout.name]
    home = f"{site.base}/"
    provisional = Profile(
        name="new", title="new", family="generic", url=home, article_url=".", listings=(home,), private=True
    )
    draft = draft_profile(asyncio.run(probe_site(fetch, home, provisional)), None, "2026-01-01")
    pattern = re.compile(str(draft.get("article_url") or Profile.model_validate({**draft, "name": "new"}).article_url))
    assert all(pattern.search(article.url) for article in site.articles)
    assert not pattern.search(home)


@pytest.mark.slow
def test_demo_all_stores_what_is_true_of_every_site(tmp_path: Path) -> None:
    done = subprocess.run([*COMMAND, "demo", "--all"], cwd=tmp_path, capture_output=True, text=True, timeout=HANG_S)
    assert done.returncode == 0, done.stderr
    stored = {}
    for file in (tmp_path / "ws/exports/full").rglob("*.jsonl"):
        for line in file.read_text("utf-8").splitlines():
            record = json.loads(line)
            stored[record.get("url")] = record
    for site in SITES.values():
        for article in site.articles:
            record = stored[article.url]
            assert {key: record[key] for key in ("title", "published_at", "byline", "lead")} == {
                key: article.record[key] for key in ("title", "published_at", "byline", "lead")
            }
        assert site.name in done.stdout
