"""The package is clean under mypy --strict, where mypy is installed."""

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1]


def test_the_types_are_strict():
    pytest.importorskip("mypy")
    cache = ["--cache-dir", "/dev/null"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *cache], cwd=FOLDER, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
