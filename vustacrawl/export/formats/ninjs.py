"""News in JSON: each article as an IPTC ninjs 2.1 news object (https://iptc.org/std/ninjs/), one per line.

A field that could not be read has no property, and neither has a date without a time: ninjs has only full date-times.
"""

from __future__ import annotations

from typing import Any

from vustacrawl.export.formats.base import Publisher
from vustacrawl.export.formats.json_lines import converted_format
from vustacrawl.export.records import Record

Properties = dict[str, Any]

_STANDARD = {"name": "ninjs", "version": "2.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_2.1.json"}


def news_object(record: Record, publisher: Publisher) -> Properties:
    """Return the ninjs 2.1 news object of a record of the dumps; some properties may be empty."""
    published: str = record["published_at"] or ""
    return {
        "uri": record["url"],
        "standard": _STANDARD,
        "type": "text",
        "representationtype": "full",
        "version": str(record["versions"]),
        "firstcreated": record["first_seen_at"],
        "versioncreated": record["changed_at"] or record["first_seen_at"],
        "contentcreated": published if "T" in published else None,
        "expires": record["gone_at"],
        "pubstatus": "usable",
        "copyrightholder": publisher.name,
        "language": record["language"],
        "headlines": _texts("main", record["title"]),
        "descriptions": _texts("summary", record["lead"]),
        "bodies": _texts("main", "\n\n".join(block["text"] for block in record["paragraphs"])),
        "by": record["byline"],
        "people": [
            {"name": author["name"], "literal": author["initials"], "rel": "author"}
            for author in record["authors"]
            if author["name"] or author["initials"]
        ],
        "infosources": [
            {"name": publisher.name, "uri": publisher.url},
            *([{"name": record["source_credit"]}] if record["source_credit"] else []),
        ],
        "subjects": [{"name": name} for name in (record["section"], *record["tags"]) if name],
        "associations": [
            *(_picture(image, number) for number, image in enumerate(record["images"], 1)),
            *(_file(file, number) for number, file in enumerate(record["files"], 1)),
        ],
        "altids": [
            *([{"role": "site-number", "value": record["native_id"]}] if record["native_id"] else []),
            *({"role": "alias", "value": url} for url in record["aliases"]),
        ],
    }


def _texts(role: str, text: str | None) -> list[Properties]:
    return [{"role": role, "contenttype": "text/plain", "value": text}] if text else []


def _picture(image: Record, number: int) -> Properties:
    return {
        "name": f"image-{number}",
        "uri": image["url"],
        "type": "picture",
        "representationtype": "partial",
        "by": image["credit"],
        "descriptions": [*_texts("caption", image["caption"]), *_texts("alt", image["alt"])],
        "renditions": [{"name": "original", "href": image["url"], "width": image["width"], "height": image["height"]}],
    }


def _file(file: Record, number: int) -> Properties:
    return {
        "name": f"file-{number}",
        "uri": file["url"],
        "type": "component",
        "representationtype": "partial",
        "title": file["title"],
        "renditions": [{"name": "original", "href": file["url"], "sizeinbytes": file["length"]}],
    }


FORMAT = converted_format(
    "ninjs",
    "IPTC ninjs 2.1 news objects, one per line.",
    "Articles as IPTC ninjs 2.1 news objects, one per line.",
    news_object,
)
