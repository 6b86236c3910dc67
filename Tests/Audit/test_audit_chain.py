"""Holds the published vectors of the audit chain against an encoder that shares no code with the service."""

import copy
import json
from pathlib import Path

import pytest

from audit_chain import encode_link, link_hash

VECTORS = json.loads((Path(__file__).parents[2] / "Shared/Contracts/audit-chain-vectors.json").read_text())["links"]


@pytest.mark.parametrize("link", VECTORS, ids=lambda link: link["about"])
def test_encoding_and_hash(link):
    assert encode_link(link).hex() == link["encoding"]
    assert link_hash(link) == link["hash"]


def test_the_vectors_are_a_chain():
    previous = "00" * 32
    for sequence, link in enumerate(VECTORS, start=1):
        assert (link["sequence"], link["previous"]) == (sequence, previous)
        previous = link["hash"]


@pytest.mark.parametrize(
    "path, value",
    [
        (("outcomes", 0, "document"), "{}"),
        (("outcomes", 0, "actor_id"), "somebody"),
        (("outcomes", 0, "fingerprint"), "00"),
        (("transactions", 0, "metadata"), None),
        (("transactions", 0, "reference"), None),
        (("entries", 0, "amount"), 1),
        (("entries", 0, "balance"), 1),
        (("decided_at",), 0),
        (("numbers",), [[1, 2]]),
        (("unlimited",), []),
    ],
)
def test_no_change_goes_unseen(path, value):
    link = copy.deepcopy(VECTORS[1])
    place = link
    for step in path[:-1]:
        place = place[step]
    assert place[path[-1]] != value
    place[path[-1]] = value
    assert link_hash(link) != VECTORS[1]["hash"]
