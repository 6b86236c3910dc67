"""The audit chain's encoding as Shared/Contracts/audit-chain.md tells it, written from that document alone."""

import hashlib
import struct


def field(value):
    if value is None:
        return b"\xff\xff\xff\xff"
    if isinstance(value, bool) or isinstance(value, int):
        value = struct.pack(">q", value)
    elif isinstance(value, str):
        value = value.encode()
    return struct.pack(">I", len(value)) + value


def record(*values):
    return b"".join(field(value) for value in values)


def listed(items, encode):
    return field(len(items)) + b"".join(encode(item) for item in items)


def encode_outcome(o):
    return record(
        o["number"], o["subject"], o["message_id"], o["is_committed"], o["proof"], o["type"], o["error_code"],
        o["actor_id"], o["actor_role"], o["traceparent"], bytes.fromhex(o["fingerprint"]), o["document"])


def encode_transaction(t):
    metadata = t["metadata"]
    pairs = None if metadata is None else sorted(metadata.items(), key=lambda pair: pair[0].encode())
    return (
        record(t["id"], t["type"], t["reference"], t["description"])
        + (field(None) if pairs is None else listed(pairs, lambda pair: record(*pair)))
        + record(t["original_id"], t["hold_id"]))


def encode_entry(e, unlimited):
    known = e["account_id"] not in unlimited
    return record(
        e["account_id"], e["transaction_id"], e["leg"], e["amount"], e["unit"],
        e["sequence"] if known else None, e["balance"] if known else None)


def encode_link(link):
    return (
        record("kauri.audit.1", link["chain"], link["sequence"], link["decided_at"])
        + listed(link["numbers"], lambda bounds: record(*bounds))
        + listed(sorted(link["unlimited"]), field)
        + listed(sorted(link["outcomes"], key=lambda o: o["number"]), encode_outcome)
        + listed(sorted(link["transactions"], key=lambda t: t["id"]), encode_transaction)
        + listed(
            sorted(link["entries"], key=lambda e: (e["transaction_id"], e["leg"])),
            lambda e: encode_entry(e, link["unlimited"]))
        + listed(sorted(link["flags"], key=lambda f: f["id"]), lambda f: record(f["id"], f["account_id"], f["document"])))


def link_hash(link):
    return hashlib.sha256(bytes.fromhex(link["previous"]) + encode_link(link)).hexdigest()
