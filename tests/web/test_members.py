"""The members page, and the province facet of search."""

from __future__ import annotations

import pytest

from tests.demo.conftest import Run
from tests.web.conftest import Client, copied
from vustacrawl.catalog import open_catalog
from vustacrawl.sites.members import read_directory
from vustacrawl.sites.provinces import tile_of
from vustacrawl.web.server import make_datasette

UNION = "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh Bắc Giang"


@pytest.fixture(scope="module")
def client(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Client:
    workspace = copied(run, tmp_path_factory.mktemp("members"))
    workspace.members.write_text('[[member]]\nname = "Hội Thử nghiệm"\nkind = "national"\n', "utf-8")
    db = open_catalog(workspace.database)
    for site, name, province, province_2025 in (
        ("demo-wordpress", UNION, "Bắc Giang", "Bắc Ninh"),
        ("demo-nukeviet", "Hội Hà Nội", "Hà Nội", "Hà Nội"),
    ):
        row = {"name": name, "kind": "local", "province": province, "province_2025": province_2025}
        db.table("members").upsert(row, pk="name")
        db.execute("UPDATE sites SET member = ? WHERE name = ?", [name, site])
    db.conn.commit()
    db.close()
    return Client(make_datasette(workspace))


def test_every_province_has_its_own_tile() -> None:
    locals_ = [member for member in read_directory().members if member.kind == "local"]
    for names in ({each.province for each in locals_}, {each.province_2025 for each in locals_}):
        assert len({tile_of(name) for name in names} - {None}) == len(names)


@pytest.mark.parametrize(("borders", "count", "province"), [("2025", 34, "Bắc Ninh"), ("before", 63, "Bắc Giang")])
def test_map_shows_provinces_before_and_after_merger(client: Client, borders: str, count: int, province: str) -> None:
    tiles = client.page(f"/members?borders={borders}&lang=en").xpath("//svg/a")
    titles = {tile.xpath("string(title)").partition(":")[0]: tile for tile in tiles}
    assert len(titles) == len(tiles) == count
    assert "articles" in titles[province].xpath("string(rect/@class)").split()
    assert titles[province].xpath("string(rect/@class)").startswith("level-4 ")
    assert "none" in titles["Lai Châu"].xpath("string(rect/@class)").split()
    assert "at-risk" in titles[province].xpath("string(rect/@class)").split()


def test_table_lists_bundled_and_workspace_members(client: Client) -> None:
    def names(query: str) -> list[str]:
        return [cell.text_content() for cell in client.page(f"/members?{query}").xpath("//tbody//th")]

    assert len(names("")) == 153
    assert "Hội Thử nghiệm" in names("kind=national")
    assert UNION + " (BUSTA)" in names("province=Bắc Ninh") and len(names("province=Bắc Ninh")) == 2
    assert names("q=vat+ly") == ["Hội Vật lý Việt Nam (VPS)"]


def test_members_are_grouped_by_kind_and_unconfirmed_data_is_marked(client: Client) -> None:
    def folds(query: str) -> dict[str, bool]:
        found = client.page(f"/members?lang=en&{query}").xpath("//main//details")
        return {fold.xpath("string(summary/h2)"): "open" in fold.attrib for fold in found}

    assert folds("") == {
        "Unions of provinces (63)": True,
        "National associations (74)": False,
        "Media (11)": False,
        "VUSTA's own units (5)": False,
    }
    assert folds("q=vat+ly") == {"National associations (1)": True}
    [cell] = client.page("/members?lang=en&province=Ninh Thuận").xpath("//tbody//td[@class='none']")
    assert cell.text_content() == "– unconfirmed"


def test_search_filters_by_old_or_new_province_name(client: Client) -> None:
    def found(query: str) -> set[str]:
        links = client.page(f"/search?{query}").xpath("//ol[@class='hits']//p[@class='meta']/a/@href")
        return {str(href).rpartition("/")[2] for href in links}

    for province in ("Bắc Ninh", "Bắc Giang"):
        assert found(f"q=hội&province={province}") == found(f"province={province}") == {"demo-wordpress"}
    assert found("q=hội&province=Lai Châu") == set()
    facets = client.page("/search?q=hội&lang=en").xpath("//aside//a[contains(@href, 'province=')]")
    assert {facet.text_content() for facet in facets} == {"Bắc Ninh", "Hà Nội"}
