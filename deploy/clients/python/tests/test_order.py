"""Order per account and duplicates; no broker."""

import random
from datetime import datetime, timezone

import pytest

from kauri import Event, Memory
from kauri.memory import WINDOW
from kauri.order import OrderGate
from kauri.replies import Account


def event(id, **versions):
    accounts = tuple(
        Account(name, None, "main", "ZAR", "active", None, None, None, None, None, version, False)
        for name, version in versions.items()
    )
    moment = datetime(2026, 11, 21, tzinfo=timezone.utc)
    return Event(id, "kauri.wallet.spent", "/kauri/ledger", None, moment, None, {}, None, None, accounts, {}, {})


class Run:
    """A gate with a memory, and a clock that stands still until it is told to go on."""

    def __init__(self, patience=10.0, capacity=100, memory=None):
        self.memory = memory or Memory()
        self.gate = OrderGate(self.memory, patience=patience, capacity=capacity)
        self.now = 0.0
        self.handled, self.late, self.duplicates = [], [], []

    def give(self, *events):
        for each in events:
            self.gate.add(each, each.id, self.now)
            self.go()
        return self

    def go(self, seconds=0.0):
        self.now += seconds
        while True:
            turn = self.gate.next(self.now)
            if turn is None:
                return self
            if turn.duplicate:
                self.duplicates.append(turn.event.id)
                continue
            self.handled.append(turn.event.id)
            if turn.event.late:
                self.late.append(turn.event.id)
            self.memory.record(turn.event.id, turn.event.versions)


def test_an_event_waits_for_the_one_before_it():
    run = Run().give(event("a", x=1), event("c", x=3))
    assert run.handled == ["a"] and len(run.gate) == 1
    run.give(event("b", x=2))
    assert run.handled == ["a", "b", "c"] and not run.late


def test_others_do_not_wait():
    run = Run().give(event("a", x=1), event("c", x=3), event("other", y=8), event("none"))
    assert run.handled == ["a", "other", "none"]


def test_an_event_of_two_accounts_waits_for_both():
    run = Run().give(event("x1", x=1), event("y1", y=1), event("both", x=3, y=3))
    run.give(event("y2", y=2))
    assert "both" not in run.handled
    run.give(event("x2", x=2))
    assert run.handled[-1] == "both"


def test_patience_ends_and_what_comes_then_is_late():
    run = Run(patience=10).give(event("a", x=1), event("d", x=4), event("c", x=3))
    assert run.gate.wait(run.now) == 10
    run.go(9.9)
    assert run.handled == ["a"]
    run.go(0.1)
    assert run.handled == ["a", "c", "d"] and not run.late
    run.give(event("b", x=2))
    assert run.handled[-1] == "b" and run.late == ["b"]
    run.give(event("b-again", x=2))
    assert run.duplicates == ["b-again"]


def test_at_the_bound_the_first_goes_on_in_order():
    run = Run(capacity=3).give(event("a", x=1), event("e", x=5), event("d", x=4))
    assert run.handled == ["a"]
    run.give(event("y", y=7), event("g", x=7))
    assert run.handled == ["a", "y", "d", "e"]


def test_duplicates_are_known_by_id_and_by_version():
    run = Run().give(event("a", x=1), event("a", x=1), event("republished", x=1), event("n"), event("n"))
    assert run.handled == ["a", "n"] and run.duplicates == ["a", "republished", "n"]


def test_without_patience_gaps_are_passed_and_older_ones_marked():
    run = Run(patience=0).give(event("a", x=1), event("e", x=5), event("c", x=3), event("c", x=3))
    assert run.handled == ["a", "e", "c"] and run.late == ["c"] and run.duplicates == ["c"]


def test_what_is_held_is_forgotten_with_the_connection():
    run = Run().give(event("a", x=1), event("c", x=3))
    run.gate.forget()
    run.give(event("b", x=2), event("c", x=3))
    assert run.handled == ["a", "b", "c"] and run.gate.wait(0) is None


def test_a_file_remembers_for_the_next_process(tmp_path):
    path = str(tmp_path / "memory")
    Run(memory=Memory(path)).give(event("a", x=1), event("b", x=2)).memory.close()
    run = Run(memory=Memory(path)).give(event("b", x=2), event("d", x=4), event("c", x=3))
    assert run.handled == ["c", "d"] and run.duplicates == ["b"]


def test_memory_is_bounded_and_forgets_the_oldest():
    memory = Memory(events=500, accounts=300)
    for number in range(3_000):
        memory.record(f"e{number}", {f"a{number}": 1})
    assert memory.has_event("e2999") and not memory.has_event("e0")
    assert memory.progress("a2999") is not None and memory.progress("a0") is None
    rows = [memory._database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("events", "accounts")]
    assert rows[0] <= 1_500 and rows[1] <= 1_300


def test_versions_beyond_the_window_are_not_taken_for_duplicates():
    memory = Memory()
    for version in (1, 2, 100):
        memory.record(f"e{version}", {"x": version})
    progress = memory.progress("x")
    assert progress.has(100) and not progress.has(99)
    assert not progress.has(100 - WINDOW), "too far back to be known"
    assert progress.plus(99).has(99) and progress.plus(2) == progress


@pytest.mark.parametrize("seed", range(40))
def test_any_mixing_of_partitions_with_repetitions_comes_out_in_order_and_once(seed):
    chance = random.Random(seed)
    versions, commits = {}, []
    for number in range(200):
        touched = chance.sample("uvwxyz", chance.choice((1, 2, 2, 3)))
        for account in touched:
            versions[account] = versions.get(account, 0) + 1
        commits.append(event(f"e{number}", **{account: versions[account] for account in touched}))
    partitions = [[each for place, each in enumerate(commits) if place % 3 == part] for part in range(3)]
    arrivals = []
    while any(partitions):
        arrivals.append(chance.choice([each for each in partitions if each]).pop(0))
        if chance.random() < 0.2:
            arrivals.append(chance.choice(arrivals))
    run = Run(capacity=1_000)
    # What an account did before its first event here is not known, so the first events come first.
    run.give(*[event(f"first-{account}", **{account: 0}) for account in "uvwxyz"])
    run.give(*arrivals)
    handled = run.handled[6:]
    assert sorted(handled) == sorted(each.id for each in commits) and not run.late
    last = {}
    by_id = {each.id: each for each in commits}
    for id in handled:
        for account, version in by_id[id].versions.items():
            assert version == last.get(account, 0) + 1
            last[account] = version
