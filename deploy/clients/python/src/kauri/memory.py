"""What a subscription remembers: which events it has handled, and how far each account has come.

In memory, or in a file that outlives the process. Both are bounded; what was forgotten counts as never seen.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Optional

# Of each account so many of the newest versions are known one by one.
WINDOW = 62
_WINDOW_BITS = (1 << WINDOW) - 1
_ROOM = 1_000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS events (sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY, last INTEGER NOT NULL, handled INTEGER NOT NULL, touched INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS accounts_touched ON accounts (touched);
"""


@dataclass(frozen=True)
class Progress:
    """How far an account has come: the newest version handled, and as bits which of those just before it were."""

    last: int
    handled: int

    def has(self, version: int) -> bool:
        """Whether this version is known to have been handled."""
        back = self.last - version
        return 0 <= back < WINDOW and bool(self.handled >> back & 1)

    def plus(self, version: int) -> Progress:
        """The same after one more version."""
        if version > self.last:
            shift = version - self.last
            moved = self.handled << shift & _WINDOW_BITS if shift < WINDOW else 0
            return Progress(version, moved | 1)
        back = self.last - version
        return Progress(self.last, self.handled | 1 << back) if back < WINDOW else self


class Memory:
    """Remembers the newest `events` event ids and the newest `accounts` accounts, and at most a thousand more of each.

    A file belongs to one subscription. It is written without waiting for the disk: a power cut may forget the last
    events, which are then handled once more.
    """

    def __init__(self, path: str = ":memory:", *, events: int = 100_000, accounts: int = 100_000) -> None:
        if events < 1 or accounts < 1:
            raise ValueError("a memory holds at least one event and one account")
        self._most_events, self._most_accounts = events, accounts
        self._since_clearing = 0
        self._database = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.executescript(_SCHEMA)

    def has_event(self, id: str) -> bool:
        """Whether this event is known to have been handled."""
        return self._database.execute("SELECT 1 FROM events WHERE id = ?", (id,)).fetchone() is not None

    def progress(self, account: str) -> Optional[Progress]:
        """How far an account has come; None where nothing is known of it."""
        row = self._database.execute("SELECT last, handled FROM accounts WHERE id = ?", (account,)).fetchone()
        return None if row is None else Progress(row[0], row[1])

    def record(self, id: str, versions: Mapping[str, int]) -> None:
        """An event has been handled."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            cursor = self._database.execute("INSERT OR REPLACE INTO events (id) VALUES (?)", (id,))
            for account, version in versions.items():
                known = self.progress(account)
                now = Progress(version, 1) if known is None else known.plus(version)
                self._database.execute(
                    "INSERT OR REPLACE INTO accounts VALUES (?, ?, ?, ?)",
                    (account, now.last, now.handled, cursor.lastrowid),
                )
            self._since_clearing += 1
            if self._since_clearing >= _ROOM:
                self._clear()
            self._database.execute("COMMIT")
        except BaseException:
            self._database.execute("ROLLBACK")
            raise

    def _clear(self) -> None:
        self._since_clearing = 0
        for table, order, most in (
            ("events", "sequence", self._most_events),
            ("accounts", "touched", self._most_accounts),
        ):
            self._database.execute(
                f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} ORDER BY {order} DESC LIMIT -1 OFFSET ?)",
                (most,),
            )

    def close(self) -> None:
        """Closes the file."""
        self._database.close()
