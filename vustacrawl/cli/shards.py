"""Read WARC files into Parquet, one file each, and say what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from vustacrawl.cli.output import echo, echo_json
from vustacrawl.cli.progress import with_progress_bar
from vustacrawl.extras import require_extra
from vustacrawl.pipelines.validate import ValidatePipeline
from vustacrawl.readers.pool import ReaderDiedError
from vustacrawl.readers.run import Reader
from vustacrawl.readers.shards import ShardContext, ShardSummary, read_into_shard, remove_leftovers
from vustacrawl.sites import all_profiles
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace


def write_shards(workspace: Workspace, paths: Iterable[Path], folder: Path, reader: Reader, as_json: bool) -> int:
    """Read each file, and each in a folder, into its shard in ``folder``; print the report and return the exit code."""
    require_extra("parquet", "--to parquet")
    profiles = {profile.name: profile for profile in all_profiles(workspace.sites)}
    context = ShardContext(profiles, folder, ValidatePipeline().process_item)
    files = [file.resolve() for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    tasks = [[file] for file in files if file.is_file()]
    done: list[ShardSummary] = []
    error = None
    try:
        for summary in with_progress_bar(reader(read_into_shard, context, tasks), "files", total=len(tasks)):
            done.append(summary)
            _print(summary)
        remove_leftovers(folder)
    except ReaderDiedError as died:
        error = f"{died}; run it again to go on after {len(done)} of {plural(len(tasks), 'file')}"
    if as_json:
        echo_json([asdict(summary) for summary in done])
    articles, new = sum(summary.articles for summary in done), sum(summary.is_new for summary in done)
    echo(f"{plural(articles, 'article')} of {plural(len(done), 'file')}, {new} read now, in {folder}", err=True)
    if error:
        echo(f"Error: {error}", err=True)
    return 1 if error or any(summary.problems for summary in done) else 0


def _print(summary: ShardSummary) -> None:
    counted = (
        f"{plural(summary.responses, 'response')}, {plural(summary.articles, 'article')},"
        f" {summary.others} of other kinds, {summary.elsewhere} on no profile's site,"
        f" {summary.problems.total()} failed"
    )
    known = "" if summary.is_new else " (read before)"
    echo(f"{summary.source}: {counted}{known}", err=True)
    for reason, count in summary.problems.most_common():
        echo(f"  {count} × {reason}", err=True)
