"""Import damaged archive files (20,000 by default), and list those from which a whole record or a byte was lost.

``python -m benchmarks.damaged_files [COUNT]``
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from tests.archive.damaged_files import FORMATS, damage, faults_of_import, sample


def main() -> None:
    """Print the faults with their seeds, then how many there were."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    samples = {name: sample(name) for name in FORMATS}
    began, faults = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(count):
            name = FORMATS[seed % len(FORMATS)]
            damaged = damage(samples[name].data, random.Random(seed))
            for fault in faults_of_import(samples[name], name, damaged, Path(folder)):
                faults += 1
                print(f"{name}, seed {seed}: {fault}")
    print(f"{count} damaged files in {time.monotonic() - began:.0f} s: {faults} faults")


if __name__ == "__main__":
    main()
