"""What becomes of a slow client's mailbox when it is full: every policy of `KAURI_MAILBOX_OVERFLOW`, and both its bounds."""

import asyncio
import itertools
import json
import socket
import uuid
from contextlib import asynccontextmanager

from running import eventually
from talking import dial, first, hello, name, run

LARGE = "x" * 60_000


class Pair:
    """Somebody who sends, and somebody who has stopped reading when their mailbox began to fill."""

    def __init__(self, service, sender, slow, person):
        self.service, self.sender, self.slow, self.person = service, sender, slow, person
        # How many messages to the slow one were accepted.
        self.accepted = 0

    async def send(self, body, priority="normal", to=None):
        """Sends; gives the position at which it is stored, a number as text, or why it was refused."""
        identity = uuid.uuid4().hex
        await self.sender.send(json.dumps(
            {"type": "send", "id": identity, "to": {"person": to or self.person}, "body": body, "priority": priority}))
        while True:
            frame = await first(self.sender, "message", "refused")
            if frame["type"] == "refused":
                return frame["code"]
            # One's own comes with its position.
            if frame["sender_id"] == identity:
                if to is None:
                    self.accepted += 1
                    self.stream = frame["stream"]
                return frame["position"]

    async def fill(self, priority):
        """Eight large messages, which everybody has heard of afterwards."""
        messages = [{
            "id": uuid.uuid4().hex, "to": {"person": self.person}, "body": LARGE, "priority": priority} for _ in range(8)]
        _, answer = await asyncio.to_thread(
            self.service.http, "POST", "/v1/messages/bulk", "ws.bulk", {"messages": messages})
        self.accepted += [result["status"] for result in answer["results"]].count("accepted")
        # What is stored after them is announced after them.
        await self.send("over", to="ws.nobody")

    def waiting(self):
        return self.service.statistics()["mailbox_bytes"]

    async def stall(self, full, priority="normal"):
        """Sends until the mailbox is full, and on: the kernel, which makes room now and then, has taken what it will."""
        self.slow.transport.pause_reading()
        times = 0
        while times < 3:
            await self.fill(priority)
            times = times + 1 if self.waiting() >= full else 0

    async def resume(self):
        """What the client takes now, but for what was on its way, and the gap in it."""
        before, taken, missing, gap, start = self.accepted, [], 0, None, 0
        self.slow.transport.resume_reading()
        # Only a mailbox that has room takes the last one for certain.
        emptied = asyncio.create_task(eventually("the mailbox is empty", lambda: self.waiting() == 0))
        emptied.add_done_callback(lambda _: asyncio.ensure_future(self.send("end")))
        while "end" not in taken:
            frame = await first(self.slow, "message", "gap")
            if frame["type"] == "gap":
                gap, start = frame, len(taken)
                missing += gap["count"]
            else:
                taken.append("large" if frame["body"] == LARGE else frame["body"])
        await emptied
        # Nothing is left out without a word.
        assert len(taken) - 1 + missing == before
        taken = taken[start:-1]
        return ["gap", *taken] if gap else list(itertools.dropwhile(lambda one: one == "large", taken)), gap

    def history(self):
        path = f"/v1/conversations/{self.stream[2:]}/messages?limit=200"
        return [message["body"] for message in self.service.http("GET", path, self.person)[1]["messages"]]


@asynccontextmanager
async def pair(service):
    person = name("slow")
    # The kernel is to take little, so that the mailbox fills soon; in small segments, for which there is room again at once.
    wire = socket.socket()
    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1_400)
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 << 10)
    wire.connect(service.address)
    async with dial(service.address) as sender, dial(service.address, sock=wire, max_queue=1) as slow:
        await hello(sender, name("sender"))
        await hello(slow, person)
        both = Pair(service, sender, slow, person)
        await both.send(LARGE)
        yield both


def numbers(prefix, count):
    return [f"{prefix}{number}" for number in range(1, count + 1)]


def test_reject_refuses_what_comes_for_one_person_alone(start):
    async def full():
        async with pair(start(KAURI_MAILBOX_OVERFLOW="reject", KAURI_MAILBOX_FRAMES="4")) as both:
            await both.stall(4 * len(LARGE))
            assert await both.send("m1") == "mailbox_full"
            status, problem = both.service.http(
                "POST", "/v1/messages/send", "app", {"id": "1", "to": {"person": both.person}, "body": "m2"}, role="service")
            assert (status, problem["code"]) == (503, "mailbox_full") and both.service.headers["Retry-After"]
            # Each priority has a bound of its own.
            assert (await both.send("urgent", "high")).isdigit()
            taken, gap = await both.resume()
            assert taken == ["urgent", *["large"] * 4] and gap is None

    run(full())


def test_reject_leaves_out_what_another_client_takes_and_tells_a_gap_first(start):
    async def full():
        async with pair(start(KAURI_MAILBOX_OVERFLOW="reject", KAURI_MAILBOX_FRAMES="4")) as both:
            await both.stall(4 * len(LARGE))
            async with dial(both.service.address) as phone:
                await hello(phone, both.person, device="phone")
                left = [await both.send(body) for body in ["m1", "m2"]]
                assert (await first(phone, "message"))["body"] == "m1"
                taken, gap = await both.resume()
            assert taken == ["gap", *["large"] * 4]
            assert gap == {"type": "gap", "count": 2, "from": left[0], "to": left[1]}
            assert {"m1", "m2"} <= set(both.history())

    run(full())


def test_drop_oldest_leaves_out_the_oldest_of_the_same_priority(start):
    async def full():
        async with pair(start(KAURI_MAILBOX_OVERFLOW="drop_oldest", KAURI_MAILBOX_FRAMES="4")) as both:
            await both.stall(4 * len(LARGE))
            assert (await both.send("urgent", "high")).isdigit()
            last = [await both.send(body) for body in numbers("m", 6)]
            taken, gap = await both.resume()
            assert taken == ["gap", "urgent", "m3", "m4", "m5", "m6"]
            assert gap["to"] == last[1] and gap["count"] >= 6 and int(gap["from"]) < int(last[0])
            assert set(numbers("m", 6)) <= set(both.history())

    run(full())


def test_drop_lowest_priority_leaves_out_what_is_least_urgent(start):
    async def full():
        async with pair(start(KAURI_MAILBOX_OVERFLOW="drop_lowest_priority", KAURI_MAILBOX_FRAMES="4")) as both:
            # Twelve find room, of whatever priority.
            await both.stall(12 * len(LARGE), "low")
            for body in numbers("normal", 6):
                await both.send(body)
            for body in numbers("high", 3):
                await both.send(body, "high")
            await both.send("low", "low")
            taken, _ = await both.resume()
            assert taken[:4] == ["gap", *numbers("high", 3)]
            assert sorted(taken[4:]) == ["large", "large", "low", *numbers("normal", 6)]

    run(full())


def test_a_mailbox_is_bounded_in_bytes(start):
    async def full():
        async with pair(start(KAURI_MAILBOX_SIZE="100KiB")) as both:
            await both.stall(len(LARGE))
            for body in numbers("m", 3):
                await both.send(body)
            assert len(LARGE) < both.waiting() <= 100 << 10
            taken, gap = await both.resume()
            assert taken == ["gap", "large", *numbers("m", 3)]
            assert gap["count"] >= 16

    run(full())


def test_all_mailboxes_together_are_bounded_in_bytes_and_a_fast_client_does_not_mind(start):
    async def full():
        service = start(KAURI_MAILBOX_BUDGET="1MiB", KAURI_MAILBOX_SIZE="64MiB", KAURI_MAILBOX_FRAMES="1000")
        async with pair(service) as both:
            # The sender is told of each: its own mailbox is empty, and so it takes what it is told.
            await both.stall(17 * len(LARGE))
            assert both.waiting() <= 1 << 20
            taken, gap = await both.resume()
            assert taken == ["gap", *["large"] * 17] and gap["count"] >= 16

    run(full())
