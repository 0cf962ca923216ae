"""Options shared by several commands, headings for commands with many options, and value types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

import click

from vustacrawl.schedule.times import read_duration

Function = TypeVar("Function", bound=Callable[..., None])


class _GroupedOption(click.Option):
    def __init__(self, *args: Any, group: str = "Options", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group


class GroupedCommand(click.Command):
    """A command whose options, made by ``option_in``, are listed under the headings of their groups."""

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
    """Return ``click.option`` for options listed under this heading."""
    return partial(click.option, cls=_GroupedOption, group=group)


def with_options(options: Iterable[Callable[[Function], Function]]) -> Callable[[Function], Function]:
    """Return a decorator that adds several options to a command, in this order."""

    def add(function: Function) -> Function:
        for option in reversed([*options]):
            function = option(function)
        return function

    return add


class _Day(click.DateTime):
    """A day, as YYYY-MM-DD."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # type: ignore[override]  # text
        return super().convert(value, param, ctx).date().isoformat()


DAY = _Day(["%Y-%m-%d"])


def fetches_media(images: str, files: str, option: Callable[..., Any] = click.option) -> Callable[[Function], Function]:
    """Return a decorator that adds ``--images`` and ``--files``; the command gets their values as ``media``."""
    return with_options(
        option(f"--{kind}s", "media", flag_value=kind, multiple=True, help=text)
        for kind, text in (("image", images), ("file", files))
    )


class Duration(click.ParamType[int]):
    """A duration such as ``90m`` or ``2h``, in seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the seconds. Raises UsageError for anything else, and for zero."""
        if isinstance(value, int):
            return value
        return read_duration(value) or self.fail(f"{value!r} is not a duration such as 90m or 2h", param, ctx)


reads_in_parallel = with_options(
    [
        click.option(
            "--processes", type=click.IntRange(min=1), help="Number of parallel processes. [default: one per core]"
        ),
        click.option(
            "--cluster",
            metavar="tcp://HOST:PORT",
            help="Read on the workers of this Dask scheduler; they need the same files under the same paths"
            " (extra `dask`).",
        ),
    ]
)
"""Adds the options of ``readers.run.reader_on``."""
