"""Make the README's pictures from real command output: ``python docs/pictures.py``."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

COMMAND = Path(sys.executable).parent / "vustacrawl"
PICTURE = Path(__file__).with_name("demo.svg")


def main() -> None:
    """Run the demo in an empty folder, then ``status`` and ``verify``, and draw the terminal."""
    console = Console(record=True, width=92, file=io.StringIO())
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"VUSTACRAWL_WORKSPACE": "demo-workspace"}
        for command in ("demo", "status", "verify"):
            console.print(Text(f"$ vustacrawl {command}", style="bold green"))
            done = subprocess.run(
                [COMMAND, command], cwd=folder, env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode not in (0, 1):  # status finds the demo's page without an article
                raise SystemExit(done.stderr)
            for text in filter(str.strip, (done.stdout, done.stderr)):
                console.print(Text(text.rstrip().replace(str(COMMAND), COMMAND.name)))
    console.save_svg(str(PICTURE), title="vustacrawl")


if __name__ == "__main__":
    main()
