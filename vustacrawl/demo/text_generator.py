"""Generate text from the grammars in ``texts/``, with a seed and a topic for each article."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

SLOT = re.compile(r"\{([\w-]+)\}")
NUMBERS = {"count": (12, 480), "few": (3, 9), "percent": (11, 88), "day": (1, 28), "month": (1, 12)}
"""Slots for a number, with the least and the greatest."""
Filling = str | Sequence[str]


@dataclass(frozen=True)
class Grammar:
    """The grammar of one language: rules by name, topics, and poems."""

    rules: Mapping[str, Sequence[str]]
    topics: Sequence[Mapping[str, Any]]
    poems: Sequence[Sequence[str]] = ()


@cache
def load_grammar(language: str) -> Grammar:
    """Load the grammar of a language, ``vi`` or ``en``."""
    return Grammar(**tomllib.loads(files("vustacrawl.demo").joinpath(f"texts/{language}.toml").read_text("utf-8")))


class TextGenerator:
    """Generate the text of one article; topic, place, host and speaker stay the same throughout.

    Equal seeds of ``random`` give equal texts. No sentence template is used twice while others are left.
    """

    def __init__(self, texts: Grammar, random: Random, year: int) -> None:
        self.random = random
        self._texts, self._rules = texts, texts.rules
        self.topic = random.choice(texts.topics)
        self._bound: dict[str, Filling] = {
            "topic": self.topic["name"],
            "thing": self.topic["things"],
            "trouble": self.topic["troubles"],
            "remedy": self.topic["remedies"],
            "year": [str(year - 2), str(year - 1), str(year)],
            "next-year": str(year + 1),
        }
        self._decks: dict[str, list[str]] = {}
        self._used: set[str] = set()
        for name, rule in {"place": "place", "host": "body", "event": "event", "speaker": "person"}.items():
            self._bound[name] = self.fill(f"{{{rule}}}")

    def fill(self, template: str) -> str:
        """Fill the slots of a template; ``{Slot}`` starts with a capital."""
        return SLOT.sub(self._fill_slot, template)

    def line(self, rule: str) -> str:
        """Generate a line by a rule of the grammar."""
        return self.fill(self.random.choice(self._rules[rule]))

    def sentence(self) -> str:
        """Generate a sentence from a template not yet used in this article."""
        fresh = [form for form in self._rules["sentence"] if form not in self._used]
        form = self.random.choice(fresh or self._rules["sentence"])
        self._used.add(form)
        return self.fill(form)

    def lines(self, rule: str, count: int) -> list[str]:
        """Generate up to ``count`` lines from different templates of a rule, in the rule's order."""
        forms = self._rules[rule]
        chosen = sorted(self.random.sample(range(len(forms)), min(count, len(forms))))
        return [self.fill(forms[at]) for at in chosen]

    def poem(self) -> Sequence[str]:
        """Return the verses of a random poem."""
        return self.random.choice(self._texts.poems)

    def paragraph(self) -> str:
        """Generate two to four sentences."""
        return " ".join(self.sentence() for _ in range(self.random.randint(2, 4)))

    def _fill_slot(self, slot: re.Match[str]) -> str:
        name = slot[1]
        words = self._value(name.lower())
        return words[0].upper() + words[1:] if name[0].isupper() else words

    def _value(self, name: str) -> str:
        if name in NUMBERS:
            return str(self.random.randint(*NUMBERS[name]))
        filling = self._bound.get(name) or self._rules[name]
        return self.fill(filling if isinstance(filling, str) else self._draw(name, filling))

    def _draw(self, name: str, fillings: Sequence[str]) -> str:
        """Draw a filling; each is used once before any is repeated."""
        if not self._decks.get(name):
            self._decks[name] = self.random.sample(fillings, len(fillings))
        return self._decks[name].pop()
