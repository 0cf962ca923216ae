"""Sites that are paused: neither the schedule nor ``crawl`` visits them until they are resumed."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping

from vustacrawl.disk import replace_text
from vustacrawl.workspace import Workspace, WorkspaceError

FILE = "paused.toml"
_HEADING = "# Written by `vustacrawl sites pause` and `sites resume`: paused sites, since when (UTC) and why.\n"


def paused_sites(workspace: Workspace) -> dict[str, str]:
    """Return the paused sites, each with since when and why. Raises WorkspaceError where the file is unreadable."""
    path = workspace.root / FILE
    try:
        return {name: str(why) for name, why in tomllib.loads(path.read_text("utf-8-sig")).items()}
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WorkspaceError(f"{path}: {error}") from None


def store_paused_sites(workspace: Workspace, paused: Mapping[str, str]) -> None:
    """Replace the list of paused sites. Raises WorkspaceError where it cannot be written."""
    path = workspace.root / FILE
    lines = [f"{name} = {json.dumps(why, ensure_ascii=False)}\n" for name, why in sorted(paused.items())]
    try:
        replace_text(path, "".join([_HEADING, *lines]))
    except OSError as error:
        raise WorkspaceError(f"{path}: {error.strerror}") from None
