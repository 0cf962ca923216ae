"""Bylines as writers put them (docs/sites.md, section 3), each with whom it names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from vustacrawl.demo.grammar import Teller
from vustacrawl.items import Author

INITIALS = ("HT", "NH", "PV", "TL", "MĐ")


@dataclass(frozen=True)
class Signature:
    """Who wrote it: the lines that say so, and what they name."""

    lines: tuple[str, ...]
    initials: str | None = None
    name: str | None = None
    source: str | None = None
    photo_credit: str | None = None
    people: tuple[Author, ...] = ()
    byline_lines: int | None = None
    """How many of the lines are the byline; None for all. The rest name a source."""
    is_padded: bool = False
    """Whether the lines are pushed to the right with hard spaces."""

    @property
    def truth(self) -> dict[str, Any]:
        """The fields as they must be read."""
        return {
            "author_initials": self.initials,
            "author_name": self.name,
            "byline": " ".join(self.lines[: self.byline_lines]) or None,
            "source_credit": self.source,
            "photo_credit": self.photo_credit,
            "authors": [asdict(person) for person in self.people],
        }


UNSIGNED = Signature(())
SignatureForm = Callable[[Teller], Signature]


def initials(tell: Teller) -> Signature:
    """``HT``."""
    letters = tell.random.choice(INITIALS)
    return Signature((letters,), initials=letters, people=(Author(initials=letters),))


def full_name(tell: Teller) -> Signature:
    """``Nguyễn Ngọc Hân``."""
    name = tell.line("person")
    return Signature((name,), name=name, people=(Author(name=name),))


def capitals(tell: Teller) -> Signature:
    """``TRẦN NGỌC THỦY``."""
    name = tell.line("person").upper()
    return Signature((name,), name=name, people=(Author(name=name),))


def two_people(tell: Teller) -> Signature:
    """``Trần Hoài Ân - Lê Văn Phong``."""
    names = [tell.line("person"), tell.line("person")]
    return Signature((" - ".join(names),), name=" - ".join(names), people=tuple(Author(name=name) for name in names))


def with_office(tell: Teller) -> Signature:
    """``Tin, ảnh: Võ Tiến Dũng, Ban Thông tin``: what they did, who, and where they work."""
    name = tell.line("person")
    unit = "Ban Thông tin"
    return Signature(
        (f"Tin, ảnh: {name}, {unit}",),
        name=name,
        photo_credit=name,
        people=(Author(name=name, role="Tin, ảnh", unit=unit),),
    )


def words_and_pictures(tell: Teller) -> Signature:
    """``Bài và ảnh: Võ Tiến Dũng``."""
    name = tell.line("person")
    return Signature(
        (f"Bài và ảnh: {name}",), name=name, photo_credit=name, people=(Author(name=name, role="Bài và ảnh"),)
    )


def labelled(tell: Teller) -> Signature:
    """``Tác giả: Võ Tiến Dũng``."""
    name = tell.line("person")
    return Signature((f"Tác giả: {name}",), name=name, people=(Author(name=name, role="Tác giả"),))


def desk(tell: Teller) -> Signature:
    """``PV VACNE``: nobody by name, a reporter of an office."""
    line = tell.line("desk")
    reporter, _, office = line.partition(" ")
    return Signature((line,), people=(Author(role=reporter, unit=office),) if reporter == "PV" else ())


def source(tell: Teller) -> Signature:
    """``Theo TTXVN``: taken over."""
    outlet = tell.line("outlet")
    return Signature((f"Theo {outlet}",), source=outlet)


def initials_and_source(tell: Teller) -> Signature:
    """``HT``, and on a line of its own ``Nguồn: VietnamPlus``."""
    letters, outlet = tell.random.choice(INITIALS), tell.line("outlet")
    return Signature(
        (letters, f"Nguồn: {outlet}"),
        initials=letters,
        source=outlet,
        people=(Author(initials=letters),),
        byline_lines=1,
    )


def name_and_source(tell: Teller) -> Signature:
    """A name, and a source in a field of its own: ``Nguồn tin: VietnamPlus``."""
    name, outlet = tell.line("person"), tell.line("outlet")
    return Signature((name, outlet), name=name, source=outlet, people=(Author(name=name),), byline_lines=1)


def office_below(tell: Teller) -> Signature:
    """A name, and under it the office, both pushed to the right with hard spaces."""
    name, office = tell.line("person"), f"Phó Chủ tịch {tell.line('body')}"
    return Signature(
        (f"TS. {name}", office), name=f"TS. {name}", people=(Author(name=f"TS. {name}", unit=office),), is_padded=True
    )


def unsigned(tell: Teller) -> Signature:
    """Nothing."""
    return UNSIGNED


def in_a_field(form: SignatureForm) -> SignatureForm:
    """The same where the CMS prints it behind a label of its own, ``Tác giả:``, which says what they did."""

    def signature(tell: Teller) -> Signature:
        signed = form(tell)
        return replace(signed, people=tuple(replace(person, role=person.role or "Tác giả") for person in signed.people))

    return signature
