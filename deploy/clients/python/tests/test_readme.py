"""The README's example does what the README says."""

import os
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"


def test_the_example_prints_what_the_readme_says(world, tmp_path):
    text = README.read_text(encoding="utf-8")
    example = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
    assert len(example.strip().splitlines()) <= 13
    done = subprocess.run(
        [sys.executable, "-c", example], env={**os.environ, "AMQP_URL": world.url}, cwd=tmp_path, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = re.findall(r"`([^`]+)`", re.search(r"It prints (.*)", text)[1])
    assert done.stdout.splitlines() == said


def test_the_readme_names_every_verb():
    import kauri

    text = README.read_text(encoding="utf-8")
    for verb in vars(kauri.Client):
        if not verb.startswith("_") and verb not in ("close", "after_fork"):
            assert f"`{verb}(" in text or f" `{verb}(" in text, verb
