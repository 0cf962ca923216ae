"""Trends of phrases have the same figures in the table and in files, with links to the articles."""

from __future__ import annotations

import csv
import io

import orjson

from tests.web.conftest import SCRIPT, Client

PHRASES = "/trends?q=hội+thảo,+chuyen+doi+so"


def test_table_cell_links_to_counted_articles(client: Client) -> None:
    page = client.page(PHRASES + "&lang=en")
    links = page.xpath("//table//td/a")
    assert len(links) > 10
    for link in links[:4]:
        counted = link.xpath("string(span)").strip("()")
        found = client.page(link.get("href") + "&lang=en")
        assert found.xpath("string(//*[@class='total'])").split()[0] == counted


def test_trends_by_month_of_one_site(client: Client) -> None:
    page = client.page(PHRASES + "&by=month&site=demo-vusta")
    assert page.xpath("string(//tbody/tr[1]/th)").startswith("tháng ")
    link = page.xpath("//table//td/a/@href")[0]
    assert "site=demo-vusta" in link
    assert client.page(link).xpath("//ol[@class='hits']/li")


def test_trend_files_have_same_figures(client: Client) -> None:
    response = client.get("/trends.csv?q==1%2B1+hội,hội+thảo")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert rows[0]["phrase"] == "'=1+1 hội", "not a formula for a spreadsheet"
    trends = orjson.loads(client.get("/trends.json?q=hội+thảo").content)
    assert [point["matches"] for point in trends[0]["points"]] == [
        int(row["matches"]) for row in rows if row["phrase"] == "hội thảo"
    ]


def test_trends_accept_empty_and_invalid_parameters(client: Client) -> None:
    for query in ("", "q=", "q=,,+,", "q=...", "by=day", "q=h%E1%BB%99i&site=none", "q=" + "a,b," * 500):
        assert client.get(f"/trends?{query}").status_code == 200
        assert client.get(f"/trends.csv?{query}").status_code == 200
    assert SCRIPT not in client.get("/trends", params={"q": f"hội, {SCRIPT}"}).text


def test_facets_of_all_matches_are_loaded_after_page(client: Client) -> None:
    page = client.page("/search?q=khoa+học&year=2019")
    [facets_url] = page.xpath("//aside/@data-all")
    counts = client.page(facets_url)
    years = counts.xpath("//ul[@class='years']/li/a")
    assert len(years) > 5, "other years can be chosen"
    assert [year.text for year in years if year.get("aria-current")] == ["2019"]
    assert counts.xpath("string(//*[@class='total'])") == page.xpath("string(//p[@class='count']/*[@class='total'])")
    assert client.page("/search?q=khoa+học").xpath("//aside/@data-all") == []
