"""The contract, read once, and the sources beside it."""

from pathlib import Path

import pytest
import yaml
from contract_document import Contract

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def contract():
    return Contract(yaml.safe_load((ROOT / "Shared/Contracts/asyncapi.yaml").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def source():
    """Reads a Swift source by its path in the repository."""
    return lambda path: (ROOT / path).read_text(encoding="utf-8")
