"""What .dockerignore leaves out of a build's context."""

import fnmatch
from pathlib import PurePath


def is_ignored(path, patterns):
    """Whether a path is left out: of all patterns that match it or a folder above it, the last one counts."""
    result = False
    places = [place for place in [path, *map(str, PurePath(path).parents)] if place != "."]
    for line in patterns.splitlines():
        pattern = line.strip().removeprefix("!")
        if pattern and not pattern.startswith("#") and any(_matches(place, pattern) for place in places):
            result = not line.strip().startswith("!")
    return result


def _matches(path, pattern):
    if pattern.startswith("**/"):
        return fnmatch.fnmatch(PurePath(path).name, pattern[3:])
    # A star does not go beyond a slash.
    parts, wanted = PurePath(path).parts, PurePath(pattern).parts
    return len(parts) == len(wanted) and all(map(fnmatch.fnmatch, parts, wanted))
