"""The list of sites and the home page, for a catalog with gaps, failures, changes and undated articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from tests.catalog.conftest import add_sites
from tests.demo.conftest import Run, rows
from tests.web.conftest import Client, copied
from vustacrawl.catalog import open_catalog
from vustacrawl.web.pages.site import shade
from vustacrawl.web.server import make_datasette
from vustacrawl.workspace import Workspace

COUNTS = "byline, author_initials, author_name, source_credit, lead, body, section, captions"
SITES = {
    # Months with articles, and start and outcome of the latest crawl.
    "hoi-co-hoc": (["2006-12", "2008-01"], "2026-02-01T00:00:00.000Z", "failed"),
    "hoi-dat": (["2024-01", "2024-02", "2024-03"], "2026-01-01T00:00:00.000Z", "finished"),
    "hoi-moi": ([], None, None),
}


@pytest.fixture(scope="module")
def client(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Client:
    workspace = copied(run, tmp_path_factory.mktemp("sites"))
    db = open_catalog(workspace.database)
    for name, (months, started_at, outcome) in SITES.items():
        db.execute(
            "INSERT INTO sites (name, title, url, family, language, timezone) VALUES (?, ?, ?, 'generic', 'vi', 'UTC')",
            [name, f"<b>{name.replace('-', ' ')}</b> Đất", f"http://{name}.test/"],
        )
        for month in months:
            db.execute(
                f"INSERT INTO month_counts (site, month, articles, words, {COUNTS})"
                " VALUES (?, ?, 2, 9, 0, 0, 0, 0, 0, 0, 0, 0)",
                [name, month],
            )
        if started_at:
            db.execute(
                "INSERT INTO crawls (site, started_at, finished_at, outcome, problems, software)"
                " VALUES (?, ?, ?, ?, 7, 'test')",
                [name, started_at, started_at, outcome],
            )
    db.execute("INSERT INTO outlinks SELECT id, 'http://mat.example/' FROM articles WHERE id = 3")
    db.execute(
        "INSERT INTO outlink_checks VALUES ('http://mat.example/', '2026-01-01T00:00:00Z', 'no such host', NULL, NULL)"
    )
    db.execute("UPDATE articles SET gone_at = '2099-03-01T00:00:00.000Z' WHERE id = 3")
    db.execute("UPDATE articles SET changed_at = '2099-03-02T00:00:00.000Z', gone_at = NULL WHERE id = 4")
    db.conn.commit()
    db.close()
    return Client(make_datasette(workspace))


def names(client: Client, query: str) -> list[str]:
    page = client.page(f"/sites?{query}")
    return [str(href).rpartition("/")[2] for href in page.xpath("//table//th[@scope='row']/a/@href")]


def row(client: Client, name: str) -> html.HtmlElement:
    return client.page("/sites?lang=en").xpath(f"//tr[th/a/@href='/sites/{name}']")[0]


def test_site_row_shows_twenty_years_and_gaps(client: Client) -> None:
    found = row(client, "hoi-co-hoc")
    cells = found.xpath(".//rect")
    assert len(cells) == 20
    marked = {cell.xpath("string(title)").partition(":")[0]: cell.get("class") for cell in cells}
    assert (marked["2006"], marked["2007"], marked["2008"], marked["2009"]) == ("level-4", "gap", "level-4", "level-0")
    assert found.xpath("string(td[contains(@class, 'gaps')])").split()[-1] == "12"
    assert "failed" in found.text_content()
    assert found.xpath("string(td[last()])") == "7"
    assert row(client, "hoi-dat").xpath("td[contains(@class, 'gaps')]") == []


def test_site_row_shows_never_crawled(client: Client) -> None:
    assert "never" in row(client, "hoi-moi").text_content()


def test_list_of_sites_without_dated_articles_has_no_years(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    db = open_catalog(workspace.database)
    add_sites(db, "a")
    db.close()
    page = Client(make_datasette(workspace)).page("/sites")
    assert page.xpath("//tbody//th/a/text()") == ["Hội a"]
    assert page.xpath("//rect | //thead//span") == []


def test_site_page_shows_results_of_outlink_checks(client: Client, run: Run) -> None:
    [(site,)] = rows(run.catalog, "SELECT site FROM articles WHERE id = 3")
    page = client.page(f"/sites/{site}?lang=en")
    assert page.xpath("//section[@aria-labelledby='outlinks']//li/text()") == ["1 no such host"]
    assert b"outlinks" not in client.get("/sites/hoi-dat").content


def test_sites_are_filtered_ignoring_accents_and_sorted(client: Client) -> None:
    assert names(client, "q=dat&sort=gaps")[0] == "hoi-co-hoc"
    assert names(client, "q=HOI+CO")[:1] == ["hoi-co-hoc"]
    assert names(client, "q=dat&sort=crawled") == ["hoi-moi", "hoi-dat", "hoi-co-hoc"]
    assert names(client, "q=dat&sort=none") == names(client, "q=dat&sort=articles")
    assert names(client, "q=khong+co+hoi+nay") == []
    assert "<b>hoi" not in client.get("/sites").text


@pytest.mark.parametrize(("articles", "level"), [(0, 0), (1, 1), (50, 3), (100, 4)])
def test_shade_grows_with_square_root(articles: int, level: int) -> None:
    assert shade(articles, 100) == level


def test_home_page_shows_leads_changes_and_undated_count(client: Client, run: Run) -> None:
    page = client.page("/?lang=en")
    assert page.xpath("//ol[contains(@class, 'news')]//p[@class='teaser']")
    assert "without a date" in page.xpath("string(//p[@class='tally'])")
    changes = page.xpath("//section[@aria-labelledby='changes']//a[@class='title']/@href")
    ids = dict(rows(run.catalog, "SELECT id, public_id FROM articles"))
    assert changes[:2] == [f"/articles/{ids[4]}/versions", f"/articles/{ids[3]}"]
    labels = [text.strip() for text in page.xpath("//section[@aria-labelledby='changes']//span[@class]/span/text()")]
    assert labels[:2] == ["changed 2 March 2099", "removed, noticed 1 March 2099"]
    assert all(row.startswith("/articles/") for row in page.xpath("//ol[contains(@class, 'news')]//img/@src"))
