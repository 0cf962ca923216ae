"""Every threshold is documented, and used by some stage."""

import ast
from itertools import pairwise
from pathlib import Path

import pytest

from vustacrawl.parsers import thresholds

FILE = Path(thresholds.__file__)
STATEMENTS = ast.parse(FILE.read_text()).body
FOLLOWING = {
    ast.unparse(node.targets[0]): following for node, following in pairwise(STATEMENTS) if isinstance(node, ast.Assign)
}
IMPORTED = {
    name.name
    for file in FILE.parent.rglob("*.py")
    for node in ast.walk(ast.parse(file.read_text()))
    if isinstance(node, ast.ImportFrom) and node.module == thresholds.__name__
    for name in node.names
}


@pytest.mark.parametrize("name", FOLLOWING)
def test_threshold_is_documented_and_used(name: str) -> None:
    assert isinstance(FOLLOWING[name], ast.Expr), "it needs a docstring"
    assert name in IMPORTED, "nothing uses it"
