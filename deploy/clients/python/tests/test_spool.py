"""The spool alone; no broker."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest
from world import eventually

import kauri
from kauri import Spool, SpoolFull


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "spool")


def filled(spool, count, key="k"):
    for number in range(count):
        spool.append(f"{key}-{number}", key, "a.b", b"{}")


def test_commands_come_back_in_order_after_another_start(path):
    spool = Spool(path)
    filled(spool, 5)
    spool.close()
    stored = Spool(path).after(0, 100)
    assert [(each.id, each.key, each.type, each.body) for each in stored] == [
        (f"k-{number}", "k", "a.b", b"{}") for number in range(5)
    ]


def test_a_command_is_on_the_disk_when_append_returns(path):
    writer = "import os, sys, kauri; kauri.Spool(sys.argv[1]).append('m', 'k', 'a.b', b'{}'); os.kill(os.getpid(), 9)"
    died = subprocess.run([sys.executable, "-c", writer, path], check=False, timeout=30)
    assert died.returncode == -signal.SIGKILL
    assert [each.id for each in Spool(path).after(0, 9)] == ["m"]


def test_the_bound_on_commands_is_named_and_nothing_is_stored_beyond_it(path):
    spool = Spool(path, max_commands=3)
    filled(spool, 3)
    with pytest.raises(SpoolFull, match="max_commands is 3"):
        spool.append("more", "k", "a.b", b"{}")
    assert spool.totals() == (3, 6)
    spool.remove([spool.after(0, 1)[0].sequence])
    spool.append("more", "k", "a.b", b"{}")
    assert len(spool) == 3


def test_the_bound_on_bytes_is_named(path):
    spool = Spool(path, max_bytes=10)
    spool.append("m-1", "k", "a.b", b"12345678")
    with pytest.raises(SpoolFull, match="max_bytes is 10"):
        spool.append("m-2", "k", "a.b", b"123")
    spool.append("m-3", "k", "a.b", b"12")
    assert spool.totals() == (2, 10)


def test_the_same_command_is_stored_once_and_another_one_under_its_id_beside_it(path):
    spool = Spool(path)
    for _ in range(3):
        spool.append("m", "k", "a.b", b"1")
    spool.append("m", "k", "a.b", b"2")
    assert [each.body for each in spool.after(0, 9)] == [b"1", b"2"]


def test_only_one_may_flush_at_a_time(path):
    one, other = Spool(path), Spool(path)
    with one.flushing() as mine:
        assert mine
        with other.flushing() as its, one.flushing() as again:
            assert not its and not again
    with other.flushing() as its:
        assert its


def test_the_lock_goes_with_the_process_that_held_it(path):
    Spool(path)
    holder = (
        "import sys, time, kauri\nwith kauri.Spool(sys.argv[1]).flushing() as mine:\n"
        "    print(mine, flush=True)\n    sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", holder, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "True\n"
    with Spool(path).flushing() as mine:
        assert not mine
    process.kill()
    process.wait(10)
    with Spool(path).flushing() as mine:
        assert mine


def test_a_fork_neither_keeps_the_lock_nor_breaks_the_file(path):
    spool = Spool(path)
    filled(spool, 1, "before")
    with spool.flushing():
        child = os.fork()
        if child == 0:
            status = 1
            try:
                filled(spool, 10, "child")
                status = 0
            finally:
                if status:
                    os._exit(status)
            signal.pause()
    try:
        other = Spool(path)
        eventually(lambda: _may_flush(other), "the child holds the parent's lock", within=20)
        filled(spool, 10, "parent")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert sorted({each.key for each in spool.after(0, 99)} - {"child"}) == ["before", "parent"]


def test_threads_and_processes_share_a_file(path):
    processes = [
        multiprocessing.get_context("fork").Process(target=_fill, args=(path, f"p{number}")) for number in range(3)
    ]
    spool = Spool(path)
    threads = [threading.Thread(target=filled, args=(spool, 40, f"t{number}")) for number in range(3)]
    for worker in [*processes, *threads]:
        worker.start()
    for worker in [*processes, *threads]:
        worker.join(60)
    stored = spool.after(0, 1000)
    assert len(stored) == len(spool) == 240
    for key in {each.key for each in stored}:
        assert [each.id for each in stored if each.key == key] == [f"{key}-{number}" for number in range(40)]


def test_a_file_that_is_none_is_named(tmp_path):
    (tmp_path / "spool").write_text("this is no database, and it is longer than a header " * 20)
    with pytest.raises(kauri.SpoolUnusable, match="spool"):
        Spool(tmp_path / "spool")


def test_others_may_not_read_it(path):
    Spool(path)
    assert os.stat(path).st_mode & 0o077 == 0
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)


def _may_flush(spool):
    with spool.flushing() as mine:
        return mine


def _fill(path, key):
    filled(Spool(path), 40, key)
