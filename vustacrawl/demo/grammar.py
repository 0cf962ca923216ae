"""A seeded grammar: sentences drawn from the rules in ``texts/``, bound to what one story is about."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import Any

SLOT = re.compile(r"\{([\w-]+)\}")
Filling = str | Sequence[str]


@dataclass(frozen=True)
class Texts:
    """What can be said in one language: the rules by their names, the topics, the poems."""

    rules: Mapping[str, Sequence[str]]
    topics: Sequence[Mapping[str, Any]]
    poems: Sequence[Sequence[str]] = ()


def read_texts(language: str) -> Texts:
    """The texts of a language, ``vi`` or ``en``."""
    return Texts(**tomllib.loads(files("vustacrawl.demo").joinpath(f"texts/{language}.toml").read_text("utf-8")))


class Teller:
    """Tells one story: its topic, its place, its host and its speaker stay the same from title to last line.

    Equal seeds of ``random`` give equal texts. No sentence is told twice.
    """

    def __init__(self, texts: Texts, random: Random, year: int) -> None:
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
        self._told: set[str] = set()
        for name, rule in {"place": "place", "host": "body", "event": "event", "speaker": "person"}.items():
            self._bound[name] = self.say(f"{{{rule}}}")

    def say(self, template: str) -> str:
        """The template with its slots filled; with a capital where the slot has one."""
        return SLOT.sub(self._fill, template)

    def line(self, rule: str) -> str:
        """A line by a rule of the texts."""
        return self.say(self.random.choice(self._rules[rule]))

    def sentence(self) -> str:
        """A sentence that this story has not told yet, in one form only."""
        fresh = [form for form in self._rules["sentence"] if form not in self._told]
        form = self.random.choice(fresh or self._rules["sentence"])
        self._told.add(form)
        return self.say(form)

    def lines(self, rule: str, count: int) -> list[str]:
        """Up to ``count`` lines by a rule, each in a form of its own, in the rule's order."""
        forms = self._rules[rule]
        chosen = sorted(self.random.sample(range(len(forms)), min(count, len(forms))))
        return [self.say(forms[at]) for at in chosen]

    def poem(self) -> Sequence[str]:
        """The verses of a poem."""
        return self.random.choice(self._texts.poems)

    def paragraph(self) -> str:
        """Two to four sentences."""
        return " ".join(self.sentence() for _ in range(self.random.randint(2, 4)))

    def number(self, least: int, most: int) -> str:
        """A number within bounds, both included."""
        return str(self.random.randint(least, most))

    def _fill(self, slot: re.Match[str]) -> str:
        name = slot[1]
        words = self._word(name.lower())
        return words[0].upper() + words[1:] if name[0].isupper() else words

    def _word(self, name: str) -> str:
        match name:
            case "count":
                return self.number(12, 480)
            case "few":
                return self.number(3, 9)
            case "percent":
                return self.number(11, 88)
            case "day":
                return self.number(1, 28)
            case "month":
                return self.number(1, 12)
        filling = self._bound.get(name) or self._rules[name]
        return self.say(filling if isinstance(filling, str) else self._next(name, filling))

    def _next(self, name: str, fillings: Sequence[str]) -> str:
        """Each filling once before any comes again."""
        if not self._decks.get(name):
            self._decks[name] = self.random.sample(fillings, len(fillings))
        return self._decks[name].pop()
