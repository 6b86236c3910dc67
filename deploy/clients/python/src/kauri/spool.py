"""Commands that wait on this machine's disk while the broker is away.

A file may be shared by threads and processes of one machine; forks are fine. It is SQLite in WAL mode, so it must not
be on a network file system.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Optional, Union

from .errors import SpoolFull, SpoolUnusable

_SCHEMA = """
CREATE TABLE IF NOT EXISTS commands (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL,
    body BLOB NOT NULL, stored_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS commands_key ON commands (key);
CREATE INDEX IF NOT EXISTS commands_id ON commands (id);
CREATE TABLE IF NOT EXISTS totals (
    one INTEGER PRIMARY KEY CHECK (one = 1), rows INTEGER NOT NULL, bytes INTEGER NOT NULL);
INSERT OR IGNORE INTO totals VALUES (1, 0, 0);
CREATE TRIGGER IF NOT EXISTS commands_came AFTER INSERT ON commands BEGIN
    UPDATE totals SET rows = rows + 1, bytes = bytes + length(NEW.body); END;
CREATE TRIGGER IF NOT EXISTS commands_went AFTER DELETE ON commands BEGIN
    UPDATE totals SET rows = rows - 1, bytes = bytes - length(OLD.body); END;
"""


@dataclass(frozen=True)
class Stored:
    """A command in the spool, with all that it is sent with."""

    sequence: int
    id: str
    key: str
    type: str
    body: bytes
    stored_at: float


class Spool:
    """A bounded, durable list of commands.

    A command is on the disk when `append` returns. At a bound `append` raises SpoolFull and stores nothing.
    """

    def __init__(
        self, path: Union[str, os.PathLike[str]], *, max_commands: int = 100_000, max_bytes: int = 256 << 20
    ) -> None:
        if max_commands < 1 or max_bytes < 1:
            raise ValueError("a spool holds at least one command and one byte")
        self.path = os.fspath(path)
        self.max_commands, self.max_bytes = max_commands, max_bytes
        self._begin()
        with self._using():
            pass
        _spools.add(self)

    def _begin(self) -> None:
        self._lock = threading.RLock()
        self._database: Optional[sqlite3.Connection] = None
        self._flushing: Optional[int] = None

    def after_fork(self) -> None:
        """In the child: SQLite forbids to use, or even to close, what the parent has opened."""
        _of_parents.append(self._database)
        flushing = self._flushing
        self._begin()
        if flushing is not None:
            os.close(flushing)

    def append(self, id: str, key: str, type: str, body: bytes) -> None:
        """Stores a command. One that is stored already, with the same content, is not stored again."""
        with self._using() as database:
            known = "SELECT 1 FROM commands WHERE id = ? AND key = ? AND type = ? AND body = ?"
            if database.execute(known, (id, key, type, body)).fetchone():
                return
            rows, size = database.execute("SELECT rows, bytes FROM totals").fetchone()
            if rows >= self.max_commands:
                raise SpoolFull(f"{self.path} holds {rows} commands; max_commands is {self.max_commands}")
            if size + len(body) > self.max_bytes:
                raise SpoolFull(
                    f"{self.path} holds {size} bytes and cannot take {len(body)} more; max_bytes is {self.max_bytes}"
                )
            database.execute(
                "INSERT INTO commands (id, key, type, body, stored_at) VALUES (?, ?, ?, ?, ?)",
                (id, key, type, body, time.time()),
            )

    def has_key(self, key: str) -> bool:
        """Whether a command with this ordering key waits; a newer one must not overtake it."""
        with self._using() as database:
            return database.execute("SELECT 1 FROM commands WHERE key = ? LIMIT 1", (key,)).fetchone() is not None

    def after(self, sequence: int, most: int) -> list[Stored]:
        """The next commands in the order in which they were stored."""
        with self._using() as database:
            rows = database.execute(
                "SELECT sequence, id, key, type, body, stored_at FROM commands WHERE sequence > ?"
                " ORDER BY sequence LIMIT ?", (sequence, most),
            ).fetchall()  # fmt: skip
        return [Stored(*row) for row in rows]

    def remove(self, sequences: Sequence[int]) -> None:
        """Forgets commands that the broker has confirmed."""
        with self._using() as database:
            database.executemany("DELETE FROM commands WHERE sequence = ?", [(each,) for each in sequences])

    def __len__(self) -> int:
        return self.totals()[0]

    def totals(self) -> tuple[int, int]:
        """How many commands wait, and how many bytes their bodies have."""
        with self._using() as database:
            rows, size = database.execute("SELECT rows, bytes FROM totals").fetchone()
        return int(rows), int(size)

    @contextmanager
    def flushing(self) -> Iterator[bool]:
        """Whether the caller may flush: only one process or thread does at a time. The lock goes with the process."""
        place = os.open(self.path + ".lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(place)
            yield False
            return
        self._flushing = place
        try:
            yield True
        finally:
            # In a forked child it is closed already, and the number may be somebody else's.
            if self._flushing == place:
                self._flushing = None
                os.close(place)

    def close(self) -> None:
        """Closes the file; the next use opens it again."""
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        """The open file in a transaction that has reached the disk at the end."""
        with self._lock:
            try:
                database = self._database = self._database or self._opened()
                database.execute("BEGIN IMMEDIATE")
                try:
                    yield database
                    database.execute("COMMIT")
                except BaseException:
                    database.execute("ROLLBACK")
                    raise
            except sqlite3.Error as fault:
                raise SpoolUnusable(f"{self.path}: {fault}") from fault

    def _opened(self) -> sqlite3.Connection:
        existed = os.path.exists(self.path)
        database = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
        if not existed:
            # Commands may hold names and telephone numbers.
            os.chmod(self.path, 0o600)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.executescript(_SCHEMA)
        return database


_spools: weakref.WeakSet[Spool] = weakref.WeakSet()
_of_parents: list[Optional[sqlite3.Connection]] = []


def _after_fork() -> None:
    for spool in list(_spools):
        spool.after_fork()


os.register_at_fork(after_in_child=_after_fork)
