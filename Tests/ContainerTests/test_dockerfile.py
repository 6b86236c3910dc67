"""The Dockerfile and the scripts beside it, as far as they can be judged without building."""

import os
import re
import subprocess

import pytest
from compose_document import ROOT, load, text
from dockerfile import lineage, read
from ignored import is_ignored

STAGES = read(text("deploy/docker/Dockerfile"))
SERVICES = ["transaction-service", "messaging-service"]
IMAGES = [*SERVICES, "kauri"]
# What every Debian has, the smallest too.
BASE = {"libc6", "libgcc-s1", "zlib1g"}


def chain(image):
    return [instruction for stage in lineage(STAGES, image) for instruction in stage.instructions]


def last(image, name):
    return [instruction for instruction in chain(image) if instruction.name == name][-1]


def ignored(path):
    return is_ignored(path, text(".dockerignore"))


def packages(stage):
    installed = " ".join(run.text for run in stage.all("RUN") if "apt-get install" in run.text)
    return set(re.findall(r"(?<=\s)[a-z][a-z0-9+.\-]+", installed.partition("recommends")[2].partition("&&")[0]))


def test_every_image_is_pinned():
    names = {stage.name for stage in STAGES}
    for stage in STAGES:
        assert stage.base in names or re.search(r":\d+\.\d+(\.\d+)?-\w+$", stage.base), stage.base


def test_the_compiler_is_new_enough():
    wanted = re.search(r"swift-tools-version: (\d+)\.(\d+)", text("Package.swift")).groups()
    version = re.match(r"swift:(\d+)\.(\d+)\.\d+-bookworm$", STAGES[0].base).groups()
    assert tuple(map(int, version)) >= tuple(map(int, wanted))


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_runs_as_nobody_in_particular(image):
    assert re.fullmatch(r"[1-9]\d{4}:[1-9]\d{4}", last(image, "USER").text)
    assert last(image, "USER").text == load()["services"][image]["user"]
    assert last(image, "ENTRYPOINT").is_exec_form
    assert last(image, "STOPSIGNAL").text == "SIGTERM"
    labels = {name for label in chain(image) if label.name == "LABEL" for name in label.pairs}
    assert {f"org.opencontainers.image.{name}" for name in ["title", "description", "licenses", "version", "revision"]} <= labels


@pytest.mark.parametrize("image", SERVICES)
def test_the_service_is_watched_and_says_where(image):
    check = last(image, "HEALTHCHECK")
    assert '["/usr/local/bin/health", "live"]' in check.text
    assert last(image, "EXPOSE").text == last(image, "ENV").pairs["KAURI_HTTP_PORT"]
    assert last(image, "EXPOSE").text in load()["services"][image]["expose"]
    assert last("kauri", "HEALTHCHECK").text == "NONE"


def test_packages_leave_no_lists_and_bring_no_recommendations():
    for stage in STAGES:
        for run in stage.all("RUN"):
            if "apt-get install" in run.text:
                assert "--no-install-recommends" in run.text and "rm -rf /var/lib/apt/lists/*" in run.text
                assert run.text.startswith("apt-get update")


def test_what_is_copied_is_there_and_nothing_else_is_sent():
    sources = []
    for stage in STAGES:
        assert not stage.all("ADD")
        for copy in stage.all("COPY"):
            if "from" in copy.flags:
                assert copy.flags["from"][0] in {other.name for other in STAGES}
                continue
            *paths, _ = copy.words
            sources += paths
    for source in sources:
        # A pattern in brackets is for a file that may be absent.
        assert "[" in source or ((ROOT / source).exists() and not ignored(source)), source
    for path in [".git", ".local/docker/secrets/bank_keys", ".build", "README.md", "deploy/docker/secrets", "docker-compose.yml"]:
        assert ignored(path), path


def test_every_folder_that_the_manifest_names_is_copied():
    copied = [copy.words[0] for copy in STAGES[0].all("COPY")]
    folders = re.findall(r'path: "([^"]+)"', text("Package.swift"))
    for folder in folders:
        assert any(f"{folder}/".startswith(f"{source}/") for source in copied), folder
        assert not ignored(folder), folder
    assert len(folders) > 20


def test_dependencies_come_before_sources():
    build = STAGES[0].instructions
    resolve = next(i for i, step in enumerate(build) if "package resolve" in step.text)
    compile_ = next(i for i, step in enumerate(build) if "swift build" in step.text)
    copied = [i for i, step in enumerate(build) if step.name == "COPY" and "Package.swift" not in step.words]
    assert all(resolve < place < compile_ for place in copied) and len(copied) == 4
    assert build[resolve].flags["mount"] == build[compile_].flags["mount"]


@pytest.mark.parametrize("program", IMAGES)
def test_the_runtime_has_what_the_program_is_linked_to(program):
    folder = os.environ.get("KAURI_BIN_DIR")
    if not folder:
        pytest.skip("KAURI_BIN_DIR not set: deploy/test does")
    linked = subprocess.run(["ldd", f"{folder}/{program}"], capture_output=True, text=True, check=True).stdout
    needed = subprocess.run(
        ["objdump", "-p", f"{folder}/{program}"], capture_output=True, text=True, check=True).stdout
    runtime = packages(next(stage for stage in STAGES if stage.name == "runtime"))
    assert {"ca-certificates", "tzdata"} <= runtime
    for library in re.findall(r"NEEDED\s+(\S+)", needed):
        place = re.search(rf"^\s*{re.escape(library)} => (\S+)", linked, re.M)
        # The Swift runtime is linked into the image's programs; the loader is no package's business here.
        if not place or "/swift/" in place[1]:
            continue
        # Debian has moved /lib into /usr/lib, and its package lists know a file by one of the two.
        for path in [place[1], place[1].removeprefix("/usr"), f"/usr{place[1]}"]:
            owner = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True, check=False).stdout
            if owner:
                break
        assert owner.split(":")[0] in runtime | BASE, f"{library} of {owner}"


@pytest.mark.parametrize("script", ["health", "secrets", "postgres-roles.sh"])
def test_a_script_can_be_run(script):
    path = ROOT / "deploy/docker" / script
    assert os.access(path, os.X_OK)
    assert subprocess.run(["bash", "-n", path], check=False).returncode == 0
