"""News in JSON: IPTC ninjs 2.1."""

from __future__ import annotations

import json
import re

import pytest

from vustacrawl.export import export

# The properties of ninjs 2.1 that the dumps use, as its JSON Schema defines them.
TEXT = {"role": str, "contenttype": str, "value": str}
NEWS_OBJECT = {
    "uri": "uri",
    "name": str,
    "standard": {"name": str, "version": str, "schema": "uri"},
    "type": str,
    "representationtype": str,
    "version": str,
    "firstcreated": "date-time",
    "versioncreated": "date-time",
    "contentcreated": "date-time",
    "expires": "date-time",
    "pubstatus": str,
    "copyrightholder": str,
    "language": str,
    "title": str,
    "headlines": [TEXT],
    "descriptions": [TEXT],
    "bodies": [TEXT],
    "by": str,
    "people": [{"name": str, "literal": str, "rel": str}],
    "infosources": [{"name": str, "uri": "uri"}],
    "subjects": [{"name": str}],
    "altids": [{"role": str, "value": str}],
    "renditions": [{"name": str, "href": "uri", "width": int, "height": int, "sizeinbytes": int}],
}
NEWS_OBJECT["associations"] = [NEWS_OBJECT]
FORMATS = {"uri": r"https?://\S+", "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"}


def faults(value: object, shape: object) -> list[str]:
    if isinstance(shape, list):
        return (
            [fault for item in value for fault in faults(item, shape[0])]
            if isinstance(value, list) and value
            else [f"{value!r}"]
        )
    if isinstance(shape, dict):
        unknown = [f"unknown {name}" for name in set(value) - set(shape)]
        return unknown + [fault for name in set(value) & set(shape) for fault in faults(value[name], shape[name])]
    if isinstance(shape, str):
        return [] if re.fullmatch(FORMATS[shape], value) else [f"{value!r} is not a {shape}"]
    return [] if type(value) is shape and value != "" else [f"{value!r}"]


def documents(out) -> dict[str, dict]:
    lines = [line for path in out.glob("ninjs/*/*.jsonl") for line in path.read_bytes().splitlines()]
    return {document["uri"]: document for document in map(json.loads, lines)}


def test_every_news_object_matches_ninjs_schema(catalog, out):
    export(catalog, out, formats=["ninjs"])
    found = documents(out)
    assert len(found) == 5
    for document in found.values():
        assert faults(document, NEWS_OBJECT) == []
        assert document["standard"]["version"] == "2.1"
        assert all({"name", "uri"} <= set(each) for each in document.get("associations", []))


def test_news_object_has_all_fields_of_article(catalog, out):
    export(catalog, out, formats=["ninjs"])
    document = documents(out)["https://vusta.example/dai-hoi-a101.html"]
    assert document["headlines"] == [
        {"role": "main", "contenttype": "text/plain", "value": "Đại hội đại biểu toàn quốc lần thứ IX"}
    ]
    assert document["descriptions"][0]["value"] == "Sáng 10/8, tại Hà Nội, Liên hiệp các Hội khai mạc đại hội."
    assert document["bodies"][0]["value"] == "Đổi mới và sáng tạo\n\n“Trí thức” là vốn quý.\nXuống dòng."
    assert document["contentcreated"] == "2023-08-10T10:09:00+07:00"
    assert document["by"] == "HT (tổng hợp)"
    assert document["people"] == [{"literal": "HT", "rel": "author"}]
    assert document["subjects"] == [{"name": "đại hội"}, {"name": "VUSTA"}]
    assert document["altids"][0] == {"role": "site-number", "value": "101"}
    [picture, file] = document["associations"]
    assert (picture["type"], picture["by"]) == ("picture", "Ảnh: HT")
    assert picture["descriptions"][0] == {"role": "caption", "contenttype": "text/plain", "value": "Toàn cảnh đại hội"}
    assert (file["type"], file["title"]) == ("component", "Nghị quyết")


@pytest.mark.parametrize(
    ("published_at", "created"), [("2024-03-05", None), ("2024-03-05T10:09:30+07:00", "2024-03-05T10:09:30+07:00")]
)
def test_date_without_time_is_omitted(make_catalog, out, published_at, created):
    article = {"url": "https://vusta.example/1.html", "title": "Tin", "published_at": published_at}
    export(make_catalog([article]), out, formats=["ninjs"])
    [document] = documents(out).values()
    assert document.get("contentcreated") == created


def test_fetched_images_and_files_have_sizes(make_catalog, out):
    image = ("https://vusta.example/1.jpg", None, None, None, 0)
    files = [("https://vusta.example/nghi-quyet.pdf", "Nghị quyết")]
    db = make_catalog([{"url": "https://vusta.example/1.html", "title": "Ảnh", "images": [image], "files": files}])
    db.execute("UPDATE images SET width = 640, height = 480")
    db.execute("UPDATE files SET length = 2048")
    export(db, out, formats=["ninjs"])
    [document] = documents(out).values()
    assert faults(document, NEWS_OBJECT) == []
    renditions = [each["renditions"][0] for each in document["associations"]]
    assert (renditions[0]["width"], renditions[0]["height"], renditions[1]["sizeinbytes"]) == (640, 480, 2048)
