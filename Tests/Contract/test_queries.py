"""What the sources of the queries write and whom they answer, against what the contract tells."""

import re
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "Services/TransactionService/Queries"
WRITERS = "member|key|optional|amount|optionalAmount|moment|optionalMoment|number|flag"


def properties(contract, schema, seen):
    """The names of all members of an answer, outcomes of commands and what is kept as it was sent left out."""
    if isinstance(schema, list):
        return set().union(*[properties(contract, part, seen) for part in schema])
    if not isinstance(schema, dict):
        return set()
    if "$ref" in schema:
        name = schema["$ref"].split("/")[-1]
        if name in seen or name in ["Committed", "Refused", "Metadata", "Error", "CommandStamp"]:
            return set()
        seen.add(name)
        return properties(contract, contract.at(schema["$ref"]), seen)
    names = set(schema.get("properties", {}))
    for part in list(schema.get("properties", {}).values()) + [schema.get(key) for key in ["items", "allOf", "oneOf"]]:
        names |= properties(contract, part, seen)
    return names


def test_an_answer_has_the_members_that_the_code_writes(contract, source):
    # Answers about messages are told in words; their records are those that are announced.
    files = [path for path in sorted(SOURCES.rglob("*.swift")) if "Messages" not in path.parts]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    text += source("Shared/Contracts/Queries/QueryReply.swift")
    written = set(re.findall(rf'json\.(?:{WRITERS})\(\s*"(\w+)"', text)) | set(re.findall(r'\bmember\("(\w+)"', text))
    written |= {"items"} if 'key("items")' in text else set()
    told = properties(contract, {"$ref": "#/components/schemas/QueryAnswered"}, set())
    # The stamp of a flag's command is told by the schema of commands.
    assert written - {"subject"} == told


def test_roles_are_those_whom_the_code_answers(contract):
    for message in map(contract.resolved, contract.at("#/channels/queries/messages").values()):
        (path,) = SOURCES.rglob(f"{message['title']}+Read.swift")
        first = re.search(r"func answer\(.*?\{\n(?:\s*//.*\n)*(.*)\n", path.read_text(encoding="utf-8"))[1].strip()
        people = {"user", "host", "vendor", "seller"} & set(message["x-roles"])
        assert (first == "try asked.viewer.requireOperator()") == (not people), message["name"]


def test_every_query_has_its_answer(contract):
    types = [contract.resolved(message)["name"] for message in contract.at("#/channels/queries/messages").values()]
    answers = contract.at("#/components/schemas/QueryAnswered/oneOf")
    assert [answer["properties"]["query"]["properties"]["type"]["const"] for answer in answers] == types
