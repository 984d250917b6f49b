"""Debian packages that a command needs: installed where we may, named where we may not."""

import os
import shutil
import subprocess
import sys

from app.embedded import StoreMissing, versions

STORE_LIBRARIES = ("libcurl4", "libssl3")


def ensure_stores_can_run() -> None:
    """Have the libraries that mongod needs. Raises StoreMissing with the words of the program that cannot run."""
    try:
        versions()
    except StoreMissing:
        if not apt_install(*STORE_LIBRARIES):
            raise
        versions()


def apt_install(*names: str) -> bool:
    """Install Debian packages, where we are root on Debian; whether that went well. What it does goes to stderr."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"xinqiao: installing {', '.join(names)}", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *names]):
        if subprocess.run(["apt-get", *command], env=environment, stdout=sys.stderr, check=False).returncode:
            return False
    return True
