"""The indexes of people, tags, sections and provinces link to pages with the right articles, whatever the names."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.catalog.conftest import add_sites, an_article, store
from tests.web.conftest import SCRIPT, Client
from vustacrawl.catalog import open_catalog
from vustacrawl.catalog.author_names import map_authors
from vustacrawl.items import Author
from vustacrawl.web.pages.topics import PER_PAGE
from vustacrawl.web.server import make_datasette
from vustacrawl.workspace import Workspace

ODD = ("A/B? #1%", SCRIPT, "..", "hội & thảo", "x" * 80)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    workspace = Workspace(tmp_path_factory.mktemp("topics"))
    db = open_catalog(workspace.database)
    add_sites(db, "a", "b")
    db.execute("INSERT INTO members (name, kind, province) VALUES ('Liên hiệp hội Lào Cai', 'local', 'Lào Cai')")
    db.execute("UPDATE sites SET member = 'Liên hiệp hội Lào Cai' WHERE name = 'a'")
    signed = [[Author(name="TS. NGUYỄN KHÁNH HÒA")], [Author(initials="NKH"), Author(name="Nguyễn Khánh Hoà")], []]
    for number in range(PER_PAGE + 9):
        more = {"section": "Môi trường", "tags": ["rừng"], "authors": signed[number % 3]}
        day = f"{2015 + number % 3}-02-{1 + number % 28:02}" if number else None
        store(db, an_article(number, published_at=day, **more))
    store(db, an_article(900, site="b", authors=[Author(name="Nguyễn Khánh Hòa/Lê Nam")], published_at="2020-01-01"))
    store(db, an_article(901, authors=[Author(initials="NKH")], published_at="2021-01-01"))
    for number, name in enumerate(ODD):
        store(db, an_article(950 + number, site="b", section=name, tags=[name]))
    map_authors(db, Path(workspace.database.parent / "none.csv"), ["a", "b"])
    db.conn.commit()
    db.close()
    return Client(make_datasette(workspace))


def index(client: Client, path: str) -> dict[str, tuple[str, str]]:
    page = client.page(path)
    return {
        row.xpath("string(a)"): (row.xpath("string(a/@href)"), row.xpath("string(span[@class='number'])"))
        for row in page.xpath("//ul[@class='people']/li")
    }


def titles(client: Client, path: str) -> list[str]:
    return client.page(path).xpath("//ol[@class='articles']/li/a/@href")


def test_person_page_lists_articles_signed_in_any_form(client: Client) -> None:
    people = index(client, "/people")
    assert list(people) == ["Nguyễn Khánh Hoà", "Lê Nam"]
    address = people["Nguyễn Khánh Hoà"][0]
    page = client.page(address + "?lang=en")
    assert page.xpath("string(//h1)") == "Nguyễn Khánh Hoà"
    assert page.xpath("string(//header/p[2])").strip() == "28 articles · 2015–2021"
    assert "TS. NGUYỄN KHÁNH HÒA" in page.xpath("string(//header/p[3])")
    assert titles(client, address) == titles(client, "/people/" + quote("NGUYỄN KHÁNH HÒA"))
    assert client.get("/people/" + quote("Lê Nam")).status_code == 200


def test_byline_of_article_links_to_author(client: Client) -> None:
    page = client.page(titles(client, "/people/" + quote("nguyễn khánh hoà"))[3])
    assert page.xpath("//p[@class='byline']/a/@href")[-1] == "/people/" + quote("nguyễn khánh hoà")
    assert page.xpath("//p[@class='tags']/a/@href") == ["/tags/" + quote("rừng")]


@pytest.mark.parametrize("path", ["/tags/rừng", "/sections/Môi trường"])
def test_topic_articles_are_paginated(client: Client, path: str) -> None:
    first, second = titles(client, path), titles(client, f"{path}?page=2")
    assert (len(first), len(second)) == (PER_PAGE, 9)
    assert len({*first, *second}) == PER_PAGE + 9
    years = client.page(path).xpath("//ul[@class='years']/li/span[1]/text()")
    assert years == ["2015", "2016", "2017"]


def test_site_page_lists_each_author_once(client: Client) -> None:
    assert index(client, "/sites/a") == {"Nguyễn Khánh Hoà": ("/people/nguy%E1%BB%85n%20kh%C3%A1nh%20ho%C3%A0", "40")}
    assert list(index(client, "/sites/b")) == ["Lê Nam", "Nguyễn Khánh Hòa"], "the spelling of the site"


def test_province_page_lists_articles_of_its_sites(client: Client) -> None:
    [(name, (address, articles))] = index(client, "/places").items()
    assert (name, articles) == ("Lào Cai", str(PER_PAGE + 10))
    assert len(titles(client, address)) == PER_PAGE
    assert titles(client, f"{address}?page=2") != titles(client, address)


@pytest.mark.parametrize("kind", ["tags", "sections"])
def test_unusual_names_have_pages(client: Client, kind: str) -> None:
    found = index(client, f"/{kind}")
    assert found.keys() >= {*ODD}
    for name in ODD:
        page = client.get(found[name][0])
        assert page.status_code == 200, name
        assert SCRIPT not in page.text


def test_names_are_filtered_ignoring_accents_and_unknown_ones_not_found(client: Client) -> None:
    assert list(index(client, "/tags?q=RUNG")) == ["rừng"]
    assert index(client, "/people?q=khong+ai") == {}
    for path in ("/people/khong-ai", "/tags/none", "/sections/none", "/places/none", "/people/%00", "/other"):
        assert client.get(path).status_code in (400, 404), path
    assert client.get("/tags?page=99999999999999999999999").status_code == 200
