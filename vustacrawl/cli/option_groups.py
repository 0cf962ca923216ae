"""Commands with many options, whose help lists them under headings, and the type of options that take a duration."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import click

from vustacrawl.schedule.times import read_duration


class _GroupedOption(click.Option):
    def __init__(self, *args: Any, group: str = "Options", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group


class GroupedCommand(click.Command):
    """A command whose options, made by ``option_in``, stand under the headings of their groups."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one section per group, in the order of the options; those without a group come last."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Option) and (record := parameter.get_help_record(ctx)):
                groups.setdefault(getattr(parameter, "group", "Options"), []).append(record)
        for group in sorted(groups, key=lambda name: name == "Options"):
            with formatter.section(group):
                formatter.write_dl(groups[group])


def option_in(group: str) -> Callable[..., Callable[[Callable[..., None]], Callable[..., None]]]:
    """Return ``click.option`` for options that stand under this heading."""
    return partial(click.option, cls=_GroupedOption, group=group)


class Duration(click.ParamType[int]):
    """A duration such as ``90m`` or ``2h``, in seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the seconds. Raises UsageError for anything else, and for no time at all."""
        if isinstance(value, int):
            return value
        return read_duration(value) or self.fail(f"{value!r} is not a duration such as 90m or 2h", param, ctx)
