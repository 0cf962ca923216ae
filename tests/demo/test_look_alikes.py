"""The look-alike sites: every field of every article, the family, the drafted profile, the whole crawl."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.demo.changes import SELECTABLE_ATTRIBUTES
from tests.demo.conftest import COMMAND, rows
from tests.in_process import vustacrawl
from tests.profiles import a_profile
from tests.recovery.lookalikes import Archive, Capture, served, wayback
from tests.waiting import HANG_S
from vustacrawl.catalog import open_catalog, read_catalog
from vustacrawl.catalog.articles import load_record
from vustacrawl.catalog.crawls import begin_crawl, end_crawl
from vustacrawl.catalog.drift import FieldSources, coverage_drops, store_field_sources
from vustacrawl.demo import Federation, serve
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.bylines import UNSIGNED
from vustacrawl.demo.federation import LOOK_ALIKES_BETWEEN
from vustacrawl.demo.look_alikes import LOOK_ALIKES
from vustacrawl.demo.site import DemoSite, LayoutPeriod
from vustacrawl.discovery.fetcher import FetchedPage
from vustacrawl.discovery.probe import probe_site
from vustacrawl.discovery.profile_draft import draft_profile
from vustacrawl.frontier.starting import register_site
from vustacrawl.parsers import parse_article
from vustacrawl.parsers.detection import detect_family
from vustacrawl.sites import Profile, read_profile

FEDERATION = Federation(look_alikes=True)
SITES = {layout.name: site for layout, site in zip(LOOK_ALIKES, FEDERATION.sites[4:], strict=True)}
DETECTED_AS = {"portal": "generic"}
"""A portal is recognized by its host under gov.vn, and the demo's portal has another host."""


def profile_of(site: DemoSite, folder: Path) -> Profile:
    path = folder / f"{site.name}.toml"
    path.write_text(site.profile, "utf-8")
    return read_profile(path)


def test_twelve_look_alikes_exist_beside_four_demo_sites() -> None:
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
def test_family_is_detected(layout) -> None:
    site = SITES[layout.name]
    pages = [(f"{site.base}/", site.respond("/", "").payload, None)]
    pages += [(article.url, article.page.encode(), None) for article in site.articles[:3]]
    assert detect_family(pages).name == DETECTED_AS.get(layout.name, layout.family)


async def fetch(url: str) -> FetchedPage:
    answer = FEDERATION.respond(url)
    failure = None if answer.status == 200 else f"HTTP {answer.status}"
    return FetchedPage(url, answer.payload, answer.content_type, failure)


@pytest.mark.slow
@pytest.mark.parametrize("layout", LOOK_ALIKES, ids=lambda layout: layout.name)
def test_sites_new_drafts_profile_that_matches_articles(layout) -> None:
    site = SITES[layout.name]
    home = f"{site.base}/"
    provisional = a_profile(home, name="new", private=True)
    draft = draft_profile(asyncio.run(probe_site(fetch, home, provisional)), None, "2026-01-01")
    pattern = re.compile(str(draft.get("article_url") or Profile.model_validate({**draft, "name": "new"}).article_url))
    assert all(pattern.search(article.url) for article in site.articles)
    assert not pattern.search(home)


POSTING = "<a href=\"javascript:__doPostBack('ctl00$cph$pager','Page${page}')\">{page}</a>"
"""The pager of a GridView, which submits the form of the page."""


@pytest.mark.slow
@pytest.mark.parametrize(("pager", "is_crawlable"), [(POSTING, False), (POSTING + '<a href="{url}">{page}</a>', True)])
def test_pages_reached_only_by_script_are_reported_and_fetched_by_id(
    pager: str, is_crawlable: bool, tmp_path: Path
) -> None:
    layout = replace(LOOK_ALIKES[0], next_link=pager)
    assert layout.family == "aspnet"
    federation = Federation()
    site = DemoSite("demo-webforms", layout.profile, layout, [LayoutPeriod(layout, 20, *LOOK_ALIKES_BETWEEN)])
    federation.sites = [site]

    async def fetch(url: str) -> FetchedPage:
        return FetchedPage(url, federation.respond(url).payload, None, None)

    home = f"{site.base}/"
    draft = draft_profile(asyncio.run(probe_site(fetch, home, a_profile(home, name="new"))), None, "2026-01-01")
    warning = "at least 1 further page reached only by a script or a form"
    by_number = "vustacrawl crawl new --ids 1-100"
    assert any(warning in item and by_number in item for item in draft["unconfirmed"]) is not is_crawlable
    assert draft["id_url"] == f"{home}NewsDetail.aspx?Id={{id}}"

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=HANG_S, check=False
        )

    profiles = tmp_path / "ws/sites"
    federation.write_profiles(profiles)
    with (profiles / "demo-webforms.toml").open("r+", encoding="utf-8") as file:
        text = file.read()
        file.seek(0)
        file.write(f'id_url = "{draft["id_url"]}"\n{text}')
    with serve(federation) as server:
        (tmp_path / "ws/vustacrawl.toml").write_text(f'[crawl]\nproxy = "{server.proxy_url}"\n', "utf-8")
        checked = run("sites", "check", "demo-webforms", "--live", "1")
        assert (warning in checked.stdout) is not is_crawlable, checked.stdout + checked.stderr
        crawled = run("crawl", "demo-webforms")
        reason = "listing pages need JavaScript or a form: at least 1 not reachable; `vustacrawl crawl"
        assert (reason in crawled.stderr, crawled.returncode) == ((False, 0) if is_crawlable else (True, 1)), (
            crawled.stderr
        )
        assert f"{20 if is_crawlable else 15} articles added" in crawled.stderr
        run("crawl", "demo-webforms", "--ids", f"{layout.first_number}-{layout.first_number + 25}")
    stored = {url for (url,) in rows(tmp_path / "ws/vustacrawl.db", "SELECT url FROM articles")}
    assert stored == {article.url for article in site.articles}


@pytest.mark.slow
def test_articles_of_every_look_alike_are_recovered_from_archive(tmp_path: Path) -> None:
    archive = Archive()
    wayback(archive)
    archive.captures = [
        Capture("20250101000000", article.url, article.page.encode())
        for site in SITES.values()
        for article in site.articles
    ]
    FEDERATION.write_profiles(tmp_path / "sites")
    with served(archive):
        (tmp_path / "vustacrawl.toml").write_text(
            f'[recover]\ndelay = 0\nwayback_cdx = "{archive.url}/cdx"\nwayback_replay = "{archive.url}/web"\n', "utf-8"
        )
        done = vustacrawl("recover", *(site.name for site in SITES.values()), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    db = read_catalog(tmp_path / "vustacrawl.db")
    with closing(db.conn):
        stored = {
            load_record(db, number)["url"]: load_record(db, number)
            for (number,) in db.execute("SELECT id FROM articles")
        }
    for site in SITES.values():
        profile = profile_of(site, tmp_path)
        for article in site.articles:
            assert stored.pop(profile.canonical_url(article.url)) == article.record
    assert not stored


@pytest.mark.slow
def test_redesign_of_every_look_alike_is_reported_by_lost_fields(tmp_path: Path) -> None:
    db = open_catalog(tmp_path / "vustacrawl.db")
    for layout in LOOK_ALIKES:
        site = DemoSite(f"demo-{layout.name}", layout.profile, layout, [LayoutPeriod(layout, 24, *LOOK_ALIKES_BETWEEN)])
        profile = profile_of(site, tmp_path)
        register_site(db, profile)

        def crawl(page_of: Callable[[DemoArticle], str], site: DemoSite = site, profile: Profile = profile) -> set[str]:
            """Read every article as a crawl does; return the fields whose loss is reported."""
            found = FieldSources()
            for article in site.articles:
                found.add(article.url, parse_article(article.url, page_of(article).encode(), profile))
            crawl_id = begin_crawl(db, profile.name, "crawl", "2026-01-01T00:00:00.000Z", None, None)
            store_field_sources(db, crawl_id, found)
            end_crawl(db, crawl_id, "2026-01-01T01:00:00.000Z", "finished", None, {})
            return {reason.partition(" ")[0] for reason, _ in coverage_drops(db, profile.name, crawl_id, found)}

        for _ in range(3):
            assert crawl(lambda article: article.page) == set(), "nothing has changed"
        assert crawl(lambda article: SELECTABLE_ATTRIBUTES.sub("", article.page)) == set(), (
            "every field can still be read"
        )
        assert crawl(lambda article: replace(article, date=None).page) == {"published_at"}
        assert crawl(lambda article: replace(article, date=None, byline=UNSIGNED).page) >= {"published_at", "byline"}
    db.conn.close()


@pytest.mark.slow
def test_demo_all_stores_expected_fields_of_every_site(tmp_path: Path) -> None:
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
