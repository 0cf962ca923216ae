"""Run ``vustacrawl`` in this process, for commands that need no reactor; saves a second per call."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from unittest.mock import patch

from click.testing import CliRunner

from vustacrawl.cli import main


def vustacrawl(*arguments: str, folder: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the console script's function in ``folder``, which may be a workspace. No stream is a terminal."""
    without = {name: value for name, value in os.environ.items() if name != "VUSTACRAWL_WORKSPACE"}
    runner = CliRunner()
    with (
        chdir(folder),
        patch.dict(os.environ, without, clear=True),
        patch.object(sys, "argv", ["vustacrawl", *arguments]),
        runner.isolation(stdin) as (out, err, _),
    ):
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        sys.stdout.flush()
        return subprocess.CompletedProcess(arguments, code, out.getvalue().decode(), err.getvalue().decode())
