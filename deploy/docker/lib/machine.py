"""Stands in for a container engine: root file systems in layers, and commands in them. Root only, in a mount namespace of its own."""

import os
import shutil
import subprocess
from pathlib import Path

# What a container has besides its own files.
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}


def run(command, **options):
    subprocess.run([str(word) for word in command], check=True, **options)


class Layer:
    """A writable layer over a folder that is never written to."""

    def __init__(self, below, folder):
        self.upper = folder / "upper"
        self.root = folder / "root"
        for path in [self.upper, self.root, folder / "work"]:
            path.mkdir(parents=True, exist_ok=True)
        options = f"lowerdir={below},upperdir={self.upper},workdir={folder / 'work'}"
        run(["mount", "-t", "overlay", "overlay", "-o", options, self.root])

    def at(self, path):
        """A place in here, by its path as programs in here know it."""
        return self.root / str(path).lstrip("/")

    def prepare(self):
        """Processes, devices, names of hosts; and nothing that is installed in here is started."""
        for name in ["proc", "sys", "dev"]:
            self.at(name).mkdir(exist_ok=True)
            if not os.path.ismount(self.at(name)):
                run(["mount", "--rbind", f"/{name}", self.at(name)])
        for name in ["etc/resolv.conf", "etc/hosts"]:
            self.at(name).parent.mkdir(exist_ok=True)
            if self.at(name).is_symlink() or not self.at(name).exists():
                self.at(name).unlink(missing_ok=True)
                self.at(name).touch()
            run(["mount", "--bind", f"/{name}", self.at(name)])
        policy = self.at("usr/sbin/policy-rc.d")
        policy.unlink(missing_ok=True)
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)

    def bind(self, source, target):
        self.at(target).mkdir(parents=True, exist_ok=True)
        run(["mount", "--bind", source, self.at(target)])

    def unbind(self, target):
        run(["umount", self.at(target)])

    def run(self, command, folder, environment, log):
        """Runs a line of a Dockerfile with the shell in here."""
        self.at(folder).mkdir(parents=True, exist_ok=True)
        line = f"cd {folder} && {command}"
        run(["chroot", self.root, "/bin/sh", "-c", line], env=ENVIRONMENT | environment, stdout=log, stderr=log)


def bookworm(folder, log):
    """The smallest Debian 12, kept in a folder. debootstrap is installed in a layer over this machine, not on it."""
    if (folder / "complete").exists():
        return folder / "root"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tools = Layer(Path("/"), folder / "tools")
    tools.prepare()
    install = "apt-get update; apt-get install -y --no-install-recommends debootstrap"
    tools.run(install, "/", {"DEBIAN_FRONTEND": "noninteractive"}, log)
    tools.bind(folder, "/mnt")
    tools.run("debootstrap --variant=minbase bookworm /mnt/root http://deb.debian.org/debian", "/", {}, log)
    (folder / "complete").touch()
    return folder / "root"
