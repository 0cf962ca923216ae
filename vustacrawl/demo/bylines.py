"""Bylines as authors write them (docs/sites.md, section 3), each with the fields expected from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
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
            "authors": [*self.people],
        }


UNSIGNED = Byline(())
BylineTemplate = Callable[[TextGenerator], Byline]


def initials(generator: TextGenerator) -> Byline:
    """``HT``."""
    letters = generator.random.choice(INITIALS)
    return Byline((letters,), initials=letters, people=(Author(initials=letters),))


def full_name(generator: TextGenerator) -> Byline:
    """``Nguyễn Ngọc Hân``."""
    return _signed(generator.line("person"))


def capitals(generator: TextGenerator) -> Byline:
    """``TRẦN NGỌC THỦY``."""
    return _signed(generator.line("person").upper())


def two_people(generator: TextGenerator) -> Byline:
    """``Trần Hoài Ân - Lê Văn Phong``."""
    names = [generator.line("person"), generator.line("person")]
    return replace(_signed(" - ".join(names)), people=tuple(Author(name=name) for name in names))


def with_office(generator: TextGenerator) -> Byline:
    """``Tin, ảnh: Võ Tiến Dũng, Ban Thông tin``: role, name and office."""
    return _signed(generator.line("person"), "Tin, ảnh", "Ban Thông tin", takes_photos=True)


def words_and_pictures(generator: TextGenerator) -> Byline:
    """``Bài và ảnh: Võ Tiến Dũng``."""
    return _signed(generator.line("person"), "Bài và ảnh", takes_photos=True)


def labelled(generator: TextGenerator) -> Byline:
    """``Tác giả: Võ Tiến Dũng``."""
    return _signed(generator.line("person"), "Tác giả")


def _signed(name: str, role: str | None = None, unit: str | None = None, *, takes_photos: bool = False) -> Byline:
    line = (f"{role}: " if role else "") + name + (f", {unit}" if unit else "")
    photographer = name if takes_photos else None
    return Byline((line,), name=name, photo_credit=photographer, people=(Author(name=name, role=role, unit=unit),))


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
    """A byline after the CMS's own label ``Tác giả:``, which becomes the role of authors without one."""

    def signature(generator: TextGenerator) -> Byline:
        signed = form(generator)
        return replace(signed, people=tuple(replace(person, role=person.role or "Tác giả") for person in signed.people))

    return signature
