"""What a workspace says of its configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from vustacrawl.workspace import CONFIG_FILE, Workspace, WorkspaceError


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[crawl]\ncontakt = "x"', "crawl.contakt: no such key; there is contact, proxy"),
        ('[schedul]\n"*" = "every 1d"', "schedul: no such key; there is crawl, archive, schedule, notify"),
        ('[notify]\ncomand = ["x"]', "notify.comand: no such key; there is command, webhook, timeout"),
    ],
)
def test_a_misspelt_key_is_told_with_those_that_there_are(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / CONFIG_FILE).write_text(text, "utf-8")
    with pytest.raises(WorkspaceError) as caught:
        _ = Workspace(tmp_path).config
    assert str(caught.value).endswith(said)
