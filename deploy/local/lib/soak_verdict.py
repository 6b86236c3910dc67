"""Judges the samples of deploy/soak: lines of seconds, commands so far, commands per second, resident kilobytes."""

import json
import math
import sys

EARLY_COMMANDS = 200_000
LATE_COMMANDS = 2_000_000
MEMORY_LIMIT = 1.10
THROUGHPUT_LIMIT = 0.90


def resident_at(samples, commands):
    """Resident kilobytes when that many commands were done, between the samples on both sides; None if never."""
    before = None
    for _, done, _, resident in samples:
        if done >= commands:
            if before is None:
                return resident
            share = (commands - before[0]) / (done - before[0])
            return before[1] + share * (resident - before[1])
        before = (done, resident)
    return None


def mean(values):
    return sum(values) / len(values)


def judge(samples):
    """All figures, and for each check True, False or None: not enough was done to say."""
    tenth = max(1, math.ceil(len(samples) / 10))
    rates = [rate for _, _, rate, _ in samples]
    first, last = mean(rates[:tenth]), mean(rates[-tenth:])
    early, late = resident_at(samples, EARLY_COMMANDS), resident_at(samples, LATE_COMMANDS)
    memory = late / early if early and late else None
    return {
        "seconds": samples[-1][0],
        "commands": samples[-1][1],
        "resident_kilobytes_at_200000": early,
        "resident_kilobytes_at_2000000": late,
        "resident_kilobytes_at_end": samples[-1][3],
        "resident_ratio": memory,
        "per_second_first_tenth": first,
        "per_second_last_tenth": last,
        "throughput_ratio": last / first if first else 0,
        "memory_flat": None if memory is None else memory <= MEMORY_LIMIT,
        "throughput_flat": None if len(samples) < 2 else last >= first * THROUGHPUT_LIMIT,
    }


def describe(result):
    word = {True: "ok", False: "FAIL", None: "not measured"}
    memory = result["resident_ratio"]
    shown = "fewer than 2,000,000 commands were done" if memory is None else f"{memory:.1%} of that at 200,000 (limit 110 %)"
    yield f"{result['commands']:,} commands in {result['seconds']:,} s"
    yield f"memory at 2,000,000 commands: {shown}: {word[result['memory_flat']]}"
    yield (
        f"throughput, last tenth: {result['throughput_ratio']:.1%} of the first "
        f"({result['per_second_last_tenth']:,.0f} of {result['per_second_first_tenth']:,.0f} per second, "
        f"at least 90 %): {word[result['throughput_flat']]}"
    )


def main():
    path, as_json = sys.argv[1], sys.argv[2] == "yes"
    with open(path, encoding="ascii") as lines:
        samples = [(int(a), int(b), float(c), int(d)) for a, b, c, d in (line.split() for line in lines)]
    if not samples:
        sys.exit("soak: no samples")
    result = judge(samples)
    if as_json:
        print(json.dumps(result))
    for line in describe(result):
        print(line, file=sys.stderr if as_json else sys.stdout)
    # What was not measured has not been shown, so it is no success either.
    sys.exit(0 if result["memory_flat"] and result["throughput_flat"] else 1)


main()
