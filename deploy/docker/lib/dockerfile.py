"""Reads a Dockerfile: its stages, and the instructions of each with their flags."""

import json
import re
from dataclasses import dataclass, field


@dataclass
class Instruction:
    line: int
    name: str
    flags: dict
    text: str

    @property
    def words(self):
        """The arguments: of the JSON form, else separated by blanks."""
        return json.loads(self.text) if self.is_exec_form else self.text.split()

    @property
    def is_exec_form(self):
        return self.text.startswith("[")

    @property
    def pairs(self):
        """What ENV, ARG and LABEL set."""
        found = re.findall(r'([\w.\-]+)=("(?:[^"\\]|\\.)*"|\S+)', self.text)
        return {name: value.strip('"') for name, value in found}


@dataclass
class Stage:
    base: str
    name: str
    instructions: list = field(default_factory=list)

    def all(self, name):
        return [instruction for instruction in self.instructions if instruction.name == name]


def read(text):
    """The stages in order. Comments are left out, continued lines are one."""
    stages = []
    pending, start = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#") or (not pending and not line.strip()):
            continue
        start = start or number
        pending += line.rstrip()
        if pending.endswith("\\"):
            pending = pending[:-1] + " "
            continue
        instruction = _instruction(start, re.sub(r"\s+", " ", pending).strip())
        pending, start = "", 0
        if instruction.name == "FROM":
            base, *alias = instruction.words
            stages.append(Stage(base, alias[1] if alias else str(len(stages))))
        else:
            stages[-1].instructions.append(instruction)
    return stages


def lineage(stages, name):
    """The stages that a stage is built on, itself last, and the image that the first of them begins with."""
    known = {stage.name: stage for stage in stages}
    chain = [known[name]]
    while chain[0].base in known:
        chain.insert(0, known[chain[0].base])
    return chain


def _instruction(line, text):
    name, _, rest = text.partition(" ")
    flags = {}
    while match := re.match(r"--([\w\-]+)=(\S+)\s*", rest):
        flags.setdefault(match[1], []).append(match[2])
        rest = rest[match.end():]
    return Instruction(line, name.upper(), flags, rest)
