"""Read WARC files into Parquet, one file each, and report the results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from vustacrawl.archive.object_store import StoredFile, open_store
from vustacrawl.cli.output import echo, echo_json
from vustacrawl.cli.progress import with_progress_bar
from vustacrawl.errors import UserError
from vustacrawl.extras import require_extra
from vustacrawl.pipelines.import_sources import EMPTY_FOLDER
from vustacrawl.pipelines.validate import ValidatePipeline
from vustacrawl.readers.pool import ReaderDiedError
from vustacrawl.readers.run import Reader
from vustacrawl.readers.shards import ShardContext, ShardSummary, read_into_shard, remove_leftovers
from vustacrawl.sites import all_profiles
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace


def write_shards(
    workspace: Workspace, paths: Iterable[Path], stored: Iterable[StoredFile], place: str, reader: Reader, as_json: bool
) -> int:
    """Read files, and those in folders and stores, each into its own shard; print the report and return the exit code.

    ``place`` is a folder or the URL of an object store. Raises UserError if it cannot be used as one.
    """
    require_extra("parquet", "--to parquet")
    target = _target(place)
    profiles = {profile.name: profile for profile in all_profiles(workspace.sites)}
    context = ShardContext(profiles, target, ValidatePipeline().process_item)
    contents = {path: sorted(path.rglob("*")) if path.is_dir() else [path] for path in paths}
    empty = [path for path, files in contents.items() if not files]
    files = [file.absolute() for found in contents.values() for file in found]
    # A link to a missing file is a task, too, whose report says so.
    tasks: list[list[Path | StoredFile]] = [[file] for file in files if file.is_file() or not file.exists()]
    tasks += [[file] for file in stored]
    done: list[ShardSummary] = []
    error = None
    try:
        for summary in with_progress_bar(reader(read_into_shard, context, tasks), "files", total=len(tasks)):
            done.append(summary)
            _print(summary)
        remove_leftovers(target)
    except ReaderDiedError as died:
        error = f"{died}; run it again to go on after {len(done)} of {plural(len(tasks), 'file')}"
    if as_json:
        echo_json([asdict(summary) for summary in done])
    articles = sum(summary.articles for summary in done)
    new = sum(summary.is_new and summary.shard is not None for summary in done)
    echo(f"{plural(articles, 'article')} of {plural(len(done), 'file')}, {new} read now, in {target}", err=True)
    for path in empty:
        echo(f"{path}: {EMPTY_FOLDER}", err=True)
    if error:
        echo(f"Error: {error}", err=True)
    return 1 if error or empty or any(summary.problems for summary in done) else 0


def _target(place: str) -> Path | str:
    if "://" in place:
        try:
            return open_store(place).url
        except OSError as error:
            raise UserError(str(error)) from None
    folder = Path(place).resolve()
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder}: not a folder")
    return folder


def _print(summary: ShardSummary) -> None:
    counted = (
        f"{plural(summary.responses, 'response')}, {plural(summary.articles, 'article')},"
        f" {summary.others} of other kinds, {summary.elsewhere} of sites without a profile,"
        f" {summary.problems.total()} failed"
    )
    known = "" if summary.is_new else " (read before)"
    echo(f"{summary.source}: {counted}{known}", err=True)
    for reason, count in summary.problems.most_common():
        echo(f"  {count} × {reason}", err=True)
