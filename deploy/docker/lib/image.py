"""One stage of a Dockerfile while its instructions are carried out."""

import glob
import re
import shutil
from pathlib import Path


class Image:
    def __init__(self, stage, parent, layer, context, cache, log):
        self.stage, self.layer, self.context, self.cache, self.log = stage, layer, context, cache, log
        self.environment = dict(parent.environment) if parent else {}
        self.folder = parent.folder if parent else "/"
        self.user = parent.user if parent else None
        self.healthcheck = parent.healthcheck if parent else None
        self.entrypoint = parent.entrypoint if parent else None
        if parent is None and stage.base.startswith("swift:"):
            # The toolchain of this machine, wherever it is.
            self.environment["PATH"] = f"{Path(shutil.which('swift')).parent}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    def apply(self, step, images):
        method = getattr(self, f"_{step.name.lower()}", None)
        if method is None:
            raise ValueError(f"line {step.line}: {step.name} is not known here")
        method(step, images)

    def _run(self, step, _):
        if self.user:
            raise ValueError(f"line {step.line}: RUN after USER is not known here")
        places = []
        for mount in step.flags.get("mount", []):
            settings = dict(part.split("=", 1) for part in mount.split(","))
            if settings["type"] != "cache":
                raise ValueError(f"line {step.line}: only caches are known here")
            kept = self.cache / settings["id"]
            kept.mkdir(parents=True, exist_ok=True)
            self.layer.bind(kept, settings["target"])
            places.append(settings["target"])
        try:
            self.layer.run(step.text, self.folder, {"DEBIAN_FRONTEND": "noninteractive"} | self.environment, self.log)
        finally:
            for place in places:
                self.layer.unbind(place)

    def _copy(self, step, images):
        *sources, target = step.words
        root = images[step.flags["from"][0]].layer.root if "from" in step.flags else self.context
        found = [path for source in sources for path in glob.glob(f"{root}/{source.lstrip('/')}")]
        if not found:
            raise ValueError(f"line {step.line}: {sources} is not there")
        place = self.layer.at(target if target.startswith("/") else f"{self.folder}/{target}")
        for path in found:
            self._copy_one(Path(path), place, step, is_folder=target.endswith("/"))

    def _copy_one(self, source, place, step, is_folder):
        if source.is_dir():
            # The contents of a folder are copied, not the folder.
            shutil.copytree(source, place, symlinks=True, dirs_exist_ok=True)
            return
        place = place / source.name if is_folder or place.is_dir() else place
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, place)
        if "chmod" in step.flags:
            place.chmod(int(step.flags["chmod"][0], 8))

    def _env(self, step, _):
        self.environment |= step.pairs

    def _workdir(self, step, _):
        self.folder = step.text
        self.layer.at(step.text).mkdir(parents=True, exist_ok=True)

    def _user(self, step, _):
        self.user = [int(number) for number in step.text.split(":")]

    def _entrypoint(self, step, _):
        self.entrypoint = step.words

    def _healthcheck(self, step, _):
        command = re.search(r"CMD (\[.*\])$", step.text)
        self.healthcheck = command and [word.strip('" ') for word in command[1].strip("[]").split(",")]

    def _nothing(self, step, images):
        """Says something about the image, and does nothing to it."""

    _label = _arg = _expose = _stopsignal = _nothing
