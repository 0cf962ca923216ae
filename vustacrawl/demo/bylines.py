"""Bylines as authors write them (docs/sites.md, section 3), each with the fields expected from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from vustacrawl.demo.text_generator import TextGenerator
from vustacrawl.items import Author

INITIALS = ("HT", "NH", "PV", "TL", "MĐ")


@dataclass(frozen=True)
class Byline:
    """The lines of a byline, and the fields expected from them."""

    lines: tuple[str, ...]
    initials: str | None = None
    name: str | None = None
    source: str | None = None
    photo_credit: str | None = None
    people: tuple[Author, ...] = ()
    byline_lines: int | None = None
    """How many of the lines are the byline; None for all. The rest name a source."""
    is_padded: bool = False
    """Whether the lines are indented with no-break spaces."""

    @property
    def expected(self) -> dict[str, Any]:
        """The fields that the parsers are expected to extract."""
        return {
            "author_initials": self.initials,
            "author_name": self.name,
            "byline": " ".join(self.lines[: self.byline_lines]) or None,
            "source_credit": self.source,
            "photo_credit": self.photo_credit,
            "authors": [asdict(person) for person in self.people],
        }


UNSIGNED = Byline(())
BylineTemplate = Callable[[TextGenerator], Byline]


def initials(generator: TextGenerator) -> Byline:
    """``HT``."""
    letters = generator.random.choice(INITIALS)
    return Byline((letters,), initials=letters, people=(Author(initials=letters),))


def full_name(generator: TextGenerator) -> Byline:
    """``Nguyễn Ngọc Hân``."""
    name = generator.line("person")
    return Byline((name,), name=name, people=(Author(name=name),))


def capitals(generator: TextGenerator) -> Byline:
    """``TRẦN NGỌC THỦY``."""
    name = generator.line("person").upper()
    return Byline((name,), name=name, people=(Author(name=name),))


def two_people(generator: TextGenerator) -> Byline:
    """``Trần Hoài Ân - Lê Văn Phong``."""
    names = [generator.line("person"), generator.line("person")]
    return Byline((" - ".join(names),), name=" - ".join(names), people=tuple(Author(name=name) for name in names))


def with_office(generator: TextGenerator) -> Byline:
    """``Tin, ảnh: Võ Tiến Dũng, Ban Thông tin``: role, name and office."""
    name = generator.line("person")
    unit = "Ban Thông tin"
    return Byline(
        (f"Tin, ảnh: {name}, {unit}",),
        name=name,
        photo_credit=name,
        people=(Author(name=name, role="Tin, ảnh", unit=unit),),
    )


def words_and_pictures(generator: TextGenerator) -> Byline:
    """``Bài và ảnh: Võ Tiến Dũng``."""
    name = generator.line("person")
    return Byline(
        (f"Bài và ảnh: {name}",), name=name, photo_credit=name, people=(Author(name=name, role="Bài và ảnh"),)
    )


def labelled(generator: TextGenerator) -> Byline:
    """``Tác giả: Võ Tiến Dũng``."""
    name = generator.line("person")
    return Byline((f"Tác giả: {name}",), name=name, people=(Author(name=name, role="Tác giả"),))


def desk(generator: TextGenerator) -> Byline:
    """``PV VACNE``: a reporter of an office, without a name."""
    line = generator.line("desk")
    reporter, _, office = line.partition(" ")
    return Byline((line,), people=(Author(role=reporter, unit=office),) if reporter == "PV" else ())


def source(generator: TextGenerator) -> Byline:
    """``Theo TTXVN``: republished from an agency."""
    outlet = generator.line("outlet")
    return Byline((f"Theo {outlet}",), source=outlet)


def initials_and_source(generator: TextGenerator) -> Byline:
    """``HT``, and on another line ``Nguồn: VietnamPlus``."""
    letters, outlet = generator.random.choice(INITIALS), generator.line("outlet")
    return Byline(
        (letters, f"Nguồn: {outlet}"),
        initials=letters,
        source=outlet,
        people=(Author(initials=letters),),
        byline_lines=1,
    )


def name_and_source(generator: TextGenerator) -> Byline:
    """A name, and a source in a separate field: ``Nguồn tin: VietnamPlus``."""
    name, outlet = generator.line("person"), generator.line("outlet")
    return Byline((name, outlet), name=name, source=outlet, people=(Author(name=name),), byline_lines=1)


def office_below(generator: TextGenerator) -> Byline:
    """A name, and under it the office, both indented with no-break spaces."""
    name, office = generator.line("person"), f"Phó Chủ tịch {generator.line('body')}"
    return Byline(
        (f"TS. {name}", office), name=f"TS. {name}", people=(Author(name=f"TS. {name}", unit=office),), is_padded=True
    )


def unsigned(generator: TextGenerator) -> Byline:
    """No byline."""
    return UNSIGNED


def in_author_field(form: BylineTemplate) -> BylineTemplate:
    """A byline after the CMS's own label ``Tác giả:``, which gives authors without a role that one."""

    def signature(generator: TextGenerator) -> Byline:
        signed = form(generator)
        return replace(signed, people=tuple(replace(person, role=person.role or "Tác giả") for person in signed.people))

    return signature
