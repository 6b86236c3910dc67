"""The service as compose starts it: on a tree that it cannot write to, as a user without rights, with its secrets in files."""

import re
from pathlib import Path

import pytest
from compose_document import load, readme_metrics, readme_settings, resolved, seconds, text
from world import eventually, free_port

SERVICE = load()["services"]["transaction-service"]


def test_it_is_migrated_as_the_owner(programs):
    assert "schema version" in programs.migrated


def test_the_health_check_of_the_image_says_so(programs):
    live, ready = programs.health("live"), programs.health("ready")
    assert live.returncode == 0 and '"status":"ok"' in live.stdout
    assert ready.returncode == 0 and '"lane 0 consumer"' in ready.stdout
    assert programs.health("nothing").returncode != 0


def test_it_cannot_write_and_has_no_rights(programs):
    if not programs.is_sealed:
        pytest.skip("only root can seal a tree, and the programs must be open to others")
    process = Path(f"/proc/{programs.process.pid}")
    status = process.joinpath("status").read_text()
    assert re.search(r"^Uid:\t10001\t10001\t10001\t10001$", status, re.M)
    assert re.search(r"^NoNewPrivs:\t1$", status, re.M)
    for kind in ["Inh", "Prm", "Eff", "Bnd", "Amb"]:
        assert re.search(rf"^Cap{kind}:\t0+$", status, re.M), kind
    mounts = [line.split() for line in process.joinpath("mounts").read_text().splitlines()]
    assert next(mount for mount in mounts if mount[1] == "/")[3].startswith("ro")
    open_for_writing = [mount[1] for mount in mounts if mount[3].startswith("rw")]
    assert all(re.match(r"/(tmp|run|proc|sys|dev)(/|$)", place) for place in open_for_writing), open_for_writing
    # The little that it could write to is as empty as it was.
    assert list(process.joinpath("root/tmp").iterdir()) == []
    assert "Read-only file system" not in programs.log()


def test_it_told_nobody_its_secrets(programs):
    environment = Path(f"/proc/{programs.process.pid}/environ").read_text()
    said = programs.log() + programs.metrics() + environment
    for path in programs.secrets.iterdir():
        secret = path.read_text()
        assert secret not in said, path.name
        assert not path.name.startswith("rabbitmq_password_") or secret not in said


def test_every_setting_was_understood(programs):
    assert "not a known setting" not in programs.log()
    assert set(SERVICE["environment"]) <= readme_settings()


def test_the_table_of_metrics_is_what_is_served(programs):
    both = lambda: programs.metrics() + programs.metrics(programs.messaging_port)
    families = lambda: dict(re.findall(r"^# TYPE (kauri_\w+) (\w+)$", both(), re.M))
    told = readme_metrics()

    def all_served():
        assert families() == told
        return True

    # Some parts begin to count a moment after the service is ready.
    eventually("all are served", all_served, limit=30)


@pytest.mark.parametrize(("name", "label", "values"), [
    ("inbound", "outcome", {"accepted", "refused", "delayed"}), ("notices", "outcome", {"told", "refused"}),
    ("queries_dropped", "reason", {"no_reply_to", "expired", "refused"}),
    ("sends_refused", "code", {
        "conversation_not_found", "forbidden", "idempotency_key_reused", "internal_error", "invalid_field", "mailbox_full",
        "not_a_member", "rate_limited", "sender_blocked", "unavailable"}),
    ("sockets_ended", "code", set(re.findall(r"^\| (\d{4}) \|", text("Shared/Contracts/websocket.md"), re.M)) - {"1000"}),
])
def test_what_has_not_happened_is_counted_as_zero(programs, name, label, values):
    pages = programs.metrics() + programs.metrics(programs.messaging_port)
    assert set(re.findall(rf'^kauri_{name}_total{{{label}="(\w+)"}} \d+$', pages, re.M)) == values


def test_three_of_them_share_the_partitions_and_end_in_time(programs):
    """What `--scale transaction-service=3` does, and `--scale transaction-service=1` afterwards."""
    wanted = int(resolved(SERVICE["environment"]["KAURI_PARTITIONS"]))
    ports = [free_port(), free_port()]
    others = [programs.start(port) for port in ports]
    try:
        def shares():
            pages = [programs.metrics(port) for port in [programs.port, *ports]]
            return [int(re.search(r"^kauri_partitions (\d+)$", page, re.M)[1]) for page in pages]

        eventually("each has its share", lambda: sum(shares()) == wanted and min(shares()) > 0, limit=90)
    finally:
        for other in others:
            other.terminate()
        ends = [other.wait(seconds(SERVICE["stop_grace_period"])) for other in others]
    assert ends == [0, 0]
    alone = lambda: int(re.search(r"^kauri_partitions (\d+)$", programs.metrics(), re.M)[1])
    eventually("the one that is left has all", lambda: alone() == wanted, limit=60)
