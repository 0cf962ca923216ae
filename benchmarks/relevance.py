"""Ranking of searches: ``python -m benchmarks.relevance``; precision@10 and recall over judged queries.

The catalog holds the demo's articles as written, not as parsed. A query is one or two words of several
syllables, with marks and without. Relevant are the articles whose own text has each of these words, with its marks
and adjacent syllables; plain string matching decides that, not an index.
"""

from __future__ import annotations

import re
import statistics
import tempfile
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from benchmarks.catalog import add_sites, put
from vustacrawl.catalog import open_catalog
from vustacrawl.catalog.phrases import count_phrases, store_phrases
from vustacrawl.catalog.search import search
from vustacrawl.catalog.search.words import fold
from vustacrawl.demo import Federation
from vustacrawl.items import Article, AttachedFile, Author, Block, Image

FIRST = 10
EVERYTHING = 1_000
QUERIES = """
hội thảo|tọa đàm|hội nghị|tập huấn|diễn đàn|khảo sát|ngày hội|đại biểu|báo cáo|kỷ yếu|chuyển đổi số|nông nghiệp|nông dân
đa dạng sinh học|môi trường|tự động hóa|thủy lợi|hóa học|cơ học|địa chất|làm vườn|trí thức|truyền thông|doanh nghiệp
trí tuệ nhân tạo|y tế|năng lượng|thanh niên|giám định xã hội|sáng tạo|rác thải|cây trồng|di sản văn hóa|làng nghề
công nghệ|nghiên cứu|phản biện|chất lượng|trực tuyến|phần mềm|dữ liệu|quy trình|kinh phí|dự án|hồ sơ|bảo tồn
mặt trời|quan trắc|sạt lở|tái định cư|nguồn gốc|bảo hiểm|nông thôn|ven biển|trường học|thư viện|phòng thí nghiệm
giám đốc|tổng thư ký|viện trưởng|kỹ sư|chuyên gia|Hà Nội|Đà Nẵng|Cần Thơ|Hải Phòng|Khánh Hòa|Thái Bình|Điện Biên
hội thảo+chuyển đổi số|chuyển đổi số+nông nghiệp|hội nghị+Đà Nẵng|bảo tồn+Cà Mau|tập huấn+phần mềm|kỹ sư+Hải Phòng
môi trường+Quảng Ninh|tọa đàm+nông thôn|trí thức+diễn đàn|nghiên cứu+sạt lở|quan trắc+hồ đập|y tế+trí tuệ nhân tạo
"""
"""Queries; a ``+`` between two words becomes a space."""
PARTS: dict[str, Any] = {"paragraphs": Block, "images": Image, "authors": Author, "files": AttachedFile}


def demo_catalog(path: Path) -> Database:
    """Return a new catalog of the demo's articles with their phrases counted."""
    db = open_catalog(path)
    federation = Federation()
    add_sites(db, [site.name for site in federation.sites])
    db.execute("BEGIN")
    for record in federation.expected:
        put(db, Article(**record | {name: [kind(**row) for row in record[name]] for name, kind in PARTS.items()}))
    store_phrases(db, count_phrases(db))
    db.execute("COMMIT")
    return db


def texts_of(federation: Federation) -> dict[str, str]:
    """Return the searched texts of each article by its address, in lower case."""
    return {
        record["url"]: " | ".join(
            filter(
                None,
                (
                    *(record[name] for name in ("title", "lead", "byline")),
                    *(block["text"] for block in record["paragraphs"]),
                    *(image["caption"] for image in record["images"]),
                ),
            )
        ).lower()
        for record in federation.expected
    }


def judged_queries() -> list[tuple[str, set[str]]]:
    """Return the queries with marks, and the addresses of the relevant articles for each."""
    texts = texts_of(Federation())
    judged = []
    for query in re.split(r"[|\n]", QUERIES.strip()):
        patterns = [re.compile(rf"\b{re.escape(word.lower())}\b") for word in query.split("+")]
        right = {url for url, text in texts.items() if all(pattern.search(text) for pattern in patterns)}
        judged.append((query.replace("+", " "), right))
    return judged


def main() -> None:
    """Print precision@10 and recall over all queries, with and without marks."""
    judged = judged_queries()
    with tempfile.TemporaryDirectory() as folder:
        db = demo_catalog(Path(folder) / "c.db")
        print(f"{len(judged)} queries, {db.execute('SELECT count(*) FROM articles').fetchone()[0]} articles")
        for name, form in (("with marks", str), ("without marks", fold)):
            precision, recall, found, rights = [], [], 0, 0
            for query, right in judged:
                urls = [hit.url for hit in search(db, form(query), limit=EVERYTHING).hits]
                first = urls[:FIRST]
                precision.append(len(right.intersection(first)) / min(FIRST, len(right)) if right else not first)
                recall.append(len(right.intersection(urls)) / len(right) if right else 1)
                found, rights = found + len(urls), rights + len(right)
            print(
                f"  {name:14} precision@{FIRST} {statistics.mean(precision):.3f}  recall {statistics.mean(recall):.3f}"
                f"  {found} found, {rights} right"
            )
        db.close()


if __name__ == "__main__":
    main()
