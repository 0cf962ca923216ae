"""schema.org JSON-LD: each article as a ``NewsArticle`` (https://schema.org/NewsArticle), one document per line.

A field that could not be read has no property: nothing is invented to please a validator.
"""

from __future__ import annotations

from typing import Any

from vustacrawl.export.formats.base import Publisher
from vustacrawl.export.formats.json_lines import converted_format
from vustacrawl.export.records import Record

Thing = dict[str, Any]


def news_article(record: Record, publisher: Publisher) -> Thing:
    """Return the schema.org NewsArticle of a record of the dumps; some properties may be empty (``without_empty``)."""
    text = [record["lead"], *(block["text"] for block in record["paragraphs"])]
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": record["url"],
        "url": record["url"],
        "identifier": _identifier(record),
        "headline": record["title"],
        "datePublished": record["published_at"],
        "dateModified": record["changed_at"],
        "expires": record["gone_at"],
        "author": _authors(record),
        "publisher": {"@type": "Organization", "name": publisher.name, "url": publisher.url},
        "abstract": record["lead"],
        "articleBody": "\n\n".join(filter(None, text)),
        "articleSection": record["section"],
        "wordCount": record["word_count"],
        "keywords": record["tags"],
        "inLanguage": record["language"],
        "image": [_image(image) for image in record["images"]],
        "associatedMedia": [_file(file) for file in record["files"]],
        "creditText": record["source_credit"],
        "isBasedOn": record["duplicate_of"] and record["duplicate_of"]["url"],
        "sameAs": record["aliases"],
    }


def _identifier(record: Record) -> str | Thing:
    """Return the site's own number of the article, else its address."""
    if record["native_id"] is None:
        return str(record["url"])
    return {"@type": "PropertyValue", "propertyID": record["site"], "value": record["native_id"]}


def _authors(record: Record) -> list[Thing]:
    """Return the people in the byline, by name or initials as printed; if there are none, the credited source."""
    authors = []
    for author in record["authors"]:
        unit = author["unit"] and {"@type": "Organization", "name": author["unit"]}
        if name := author["name"] or author["initials"]:
            authors.append({"@type": "Person", "name": name, "affiliation": unit})
        elif unit:
            authors.append(unit)
    if not authors and record["source_credit"]:
        return [{"@type": "Organization", "name": record["source_credit"]}]
    return authors


def _image(image: Record) -> Thing:
    return {
        "@type": "ImageObject",
        "url": image["url"],
        "contentUrl": image["url"],
        "caption": image["caption"],
        "creditText": image["credit"],
        "description": image["alt"],
        "width": _pixels(image["width"]),
        "height": _pixels(image["height"]),
        "sha256": image["sha256"],
    }


def _pixels(count: int | None) -> Thing | None:
    """E37 is the pixel of UN/CEFACT Recommendation 20."""
    return None if count is None else {"@type": "QuantitativeValue", "value": count, "unitCode": "E37"}


def _file(file: Record) -> Thing:
    size = None if file["length"] is None else f"{file['length']} B"
    return {
        "@type": "MediaObject",
        "contentUrl": file["url"],
        "name": file["title"],
        "contentSize": size,
        "sha256": file["sha256"],
    }


FORMAT = converted_format(
    "jsonld",
    "schema.org NewsArticle as JSON-LD, one document per line.",
    "Articles as schema.org `NewsArticle`, one JSON-LD document per line.",
    news_article,
)
