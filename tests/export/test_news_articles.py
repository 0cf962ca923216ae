"""schema.org NewsArticle as JSON-LD."""

from __future__ import annotations

import json

from vustacrawl.export import export

# The properties of each type that the dumps use and their value types, as schema.org defines them.
SHAPES = {
    "NewsArticle": {
        "@context": str,
        "@id": str,
        "url": str,
        "identifier": (str, "PropertyValue"),
        "headline": str,
        "datePublished": str,
        "dateModified": str,
        "expires": str,
        "author": ["Person", "Organization"],
        "publisher": "Organization",
        "abstract": str,
        "articleBody": str,
        "articleSection": str,
        "wordCount": int,
        "keywords": [str],
        "inLanguage": str,
        "image": ["ImageObject"],
        "associatedMedia": ["MediaObject"],
        "creditText": str,
        "isBasedOn": str,
        "sameAs": [str],
    },
    "PropertyValue": {"propertyID": str, "value": str},
    "Person": {"name": str, "affiliation": "Organization"},
    "Organization": {"name": str, "url": str},
    "ImageObject": {
        "url": str,
        "contentUrl": str,
        "caption": str,
        "creditText": str,
        "description": str,
        "width": "QuantitativeValue",
        "height": "QuantitativeValue",
        "sha256": str,
    },
    "QuantitativeValue": {"value": int, "unitCode": str},
    "MediaObject": {"contentUrl": str, "name": str, "contentSize": str, "sha256": str},
}
REQUIRED = {"@context", "@type", "@id", "url", "identifier", "headline", "publisher", "inLanguage", "wordCount"}


def faults(thing: dict, kind: str) -> list[str]:
    """Return the values that do not match the definition of their type."""
    found = [] if thing["@type"] == kind else [f"{thing['@type']} for {kind}"]
    for name, value in thing.items():
        if name == "@type":
            continue
        wanted = SHAPES[thing["@type"]].get(name)
        many = isinstance(wanted, list)
        if many != isinstance(value, list) or value in (None, "", []):
            found.append(f"{name}: {value!r}")
            continue
        choices = tuple(wanted) if isinstance(wanted, list | tuple) else (wanted,)
        for item in value if many else [value]:
            if isinstance(item, dict):
                found += faults(item, item["@type"]) if item["@type"] in choices else [f"{name}: {item['@type']}"]
            elif type(item) not in choices:
                found.append(f"{name}: {item!r}")
    return found


def documents(out) -> dict[str, dict]:
    lines = [line for path in out.glob("jsonld/*/*.jsonl") for line in path.read_bytes().splitlines()]
    return {document["url"]: document for document in map(json.loads, lines)}


def test_every_document_matches_schema_org(catalog, out):
    export(catalog, out, formats=["jsonld"])
    found = documents(out)
    assert len(found) == 5
    for document in found.values():
        assert faults(document, "NewsArticle") == []
        assert set(document) >= REQUIRED


def test_news_article_has_all_fields_of_article(catalog, out):
    export(catalog, out, formats=["jsonld"])
    document = documents(out)["https://vusta.example/dai-hoi-a101.html"]
    assert document == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": "https://vusta.example/dai-hoi-a101.html",
        "url": "https://vusta.example/dai-hoi-a101.html",
        "identifier": {"@type": "PropertyValue", "propertyID": "vusta", "value": "101"},
        "headline": "Đại hội đại biểu toàn quốc lần thứ IX",
        "datePublished": "2023-08-10T10:09:00+07:00",
        "dateModified": "2024-03-01T00:00:00Z",
        "author": [{"@type": "Person", "name": "HT"}],
        "publisher": {"@type": "Organization", "name": "Hội", "url": "https://vusta.example/"},
        "abstract": "Sáng 10/8, tại Hà Nội, Liên hiệp các Hội khai mạc đại hội.",
        "articleBody": "Sáng 10/8, tại Hà Nội, Liên hiệp các Hội khai mạc đại hội.\n\nĐổi mới và sáng tạo\n\n"
        "“Trí thức” là vốn quý.\nXuống dòng.",
        "wordCount": 12,
        "keywords": ["đại hội", "VUSTA"],
        "inLanguage": "vi",
        "image": [
            {
                "@type": "ImageObject",
                "url": "https://vusta.example/anh/1.jpg",
                "contentUrl": "https://vusta.example/anh/1.jpg",
                "caption": "Toàn cảnh đại hội",
                "creditText": "Ảnh: HT",
                "description": "ảnh",
            }
        ],
        "associatedMedia": [
            {"@type": "MediaObject", "contentUrl": "https://vusta.example/nghi-quyet.pdf", "name": "Nghị quyết"}
        ],
        "sameAs": ["https://vusta.example/?id=101", "https://vusta.example/in/101"],
    }


def test_repost_is_based_on_original(catalog, out):
    export(catalog, out, formats=["jsonld"])
    document = documents(out)["https://dienluc.example/dang-lai-dai-hoi/"]
    assert document["isBasedOn"] == "https://vusta.example/dai-hoi-a101.html"
    assert document["identifier"] == document["url"]


def test_missing_fields_have_no_property(catalog, out):
    export(catalog, out, formats=["jsonld"])
    document = documents(out)["https://vusta.example/khong-ngay-a7.html"]
    assert not {"datePublished", "dateModified", "author", "image", "keywords", "expires"} & set(document)


def test_source_credits_and_units_become_organization_authors(make_catalog, out):
    articles = [
        {"url": "https://vusta.example/1.html", "title": "Tin một", "source_credit": "Báo Nhân Dân"},
        {"url": "https://vusta.example/2.html", "title": "Tin hai", "authors": [("Lê Lan", None, "Bài", "Ban KH&CN")]},
        {"url": "https://vusta.example/3.html", "title": "Tin ba", "authors": [(None, None, None, "Ban KH&CN")]},
    ]
    export(make_catalog(articles), out, formats=["jsonld"])
    authors = {url[-6]: document["author"] for url, document in documents(out).items()}
    unit = {"@type": "Organization", "name": "Ban KH&CN"}
    assert authors == {
        "1": [{"@type": "Organization", "name": "Báo Nhân Dân"}],
        "2": [{"@type": "Person", "name": "Lê Lan", "affiliation": unit}],
        "3": [unit],
    }


def test_fetched_images_have_size_and_sha256(make_catalog, out):
    image = ("https://vusta.example/1.jpg", None, None, None, 0)
    db = make_catalog([{"url": "https://vusta.example/1.html", "title": "Ảnh", "images": [image]}])
    db.execute("UPDATE images SET sha256 = ?, width = 640, height = 480", ["a" * 64])
    export(db, out, formats=["jsonld"])
    [document] = documents(out).values()
    assert faults(document, "NewsArticle") == []
    assert document["image"][0]["width"] == {"@type": "QuantitativeValue", "value": 640, "unitCode": "E37"}
    assert document["image"][0]["sha256"] == "a" * 64
