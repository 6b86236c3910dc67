"""The contract, opened for the tests."""

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

NAME = "urn:kauri:contract"


class Contract:
    def __init__(self, root):
        self.root = root
        resource = Resource.from_contents(self.root, default_specification=DRAFT202012)
        self.registry = Registry().with_resource(NAME, resource)

    def at(self, pointer):
        """The value at `#/a/b`."""
        value = self.root
        for name in pointer.removeprefix("#/").split("/"):
            name = name.replace("~1", "/").replace("~0", "~")
            value = value[int(name)] if isinstance(value, list) else value[name]
        return value

    def resolved(self, value):
        """The value behind any number of references."""
        while isinstance(value, dict) and "$ref" in value:
            value = self.at(value["$ref"])
        return value

    def faults(self, schema, value):
        """What is wrong with a value; the schema may refer into the contract."""
        validator = Draft202012Validator(absolute(schema), registry=self.registry)
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]

    def messages(self):
        """Every message by its key, with the traits' headers."""
        for key, message in self.root["components"]["messages"].items():
            merged = dict(message)
            for trait in message.get("traits", []):
                merged = {**self.resolved(trait), **merged}
            yield key, merged

    def schemas(self):
        return self.root["components"]["schemas"].items()


def absolute(value):
    """The same schema with references that are found from outside the document."""
    if isinstance(value, dict):
        return {k: NAME + v if k == "$ref" else absolute(v) for k, v in value.items()}
    return [absolute(item) for item in value] if isinstance(value, list) else value


def walk(value, path="#"):
    """Every value inside a value, with its path."""
    yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, f"{path}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, f"{path}/{index}")
