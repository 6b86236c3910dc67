"""docker-compose.yml as the tests read it, and the README's tables."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
# What runs once and ends.
TASKS = {"migrate", "kauri"}


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


def load(path="docker-compose.yml"):
    return yaml.safe_load(text(path))


def resolved(value):
    """With the defaults of ${NAME:-default}, as on a machine where none is set."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value))


def seconds(duration):
    """Of 1m30s or 20s."""
    parts = re.fullmatch(r"(?:(\d+)m)?(?:(\d+)s)?", duration)
    return 60 * int(parts[1] or 0) + int(parts[2] or 0)


def size(bytes_text):
    number, unit = re.fullmatch(r"(\d+)([MG])", bytes_text).groups()
    return int(number) << {"M": 20, "G": 30}[unit]


def readme_settings():
    """The variables of the README's table."""
    rows = re.findall(r"^\| `(\w+)`(?: or `(\w+)`)? \|.*\|.*\|.*\|$", text("README.md"), re.M)
    return {name for row in rows for name in row if name}


def readme_metrics():
    """The metrics of the README's tables: name and type."""
    return dict(re.findall(r"^\| `(\w+)` \| (counter|gauge|histogram) \|", text("README.md"), re.M))
