"""A container of the image, driven by podman or docker, whose command lines are alike here."""

import json
import os
import re
import shlex
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Self

CHECKOUT = Path(__file__).parents[2]
STATE = "/var/lib/switchroom"
DIALPLANS = "/opt/switchroom/dialplans/demo"
SECONDS_TO_OPEN = 40.0
SECONDS_TO_STOP = 20

_ENGINE = os.environ.get("SWITCHROOM_ENGINE") or shutil.which("podman") or shutil.which("docker") or "docker"
_BUILD_OPTIONS = shlex.split(os.environ.get("SWITCHROOM_BUILD_OPTIONS", ""))


def engine(*words: str) -> str:
    """What a command of the engine prints; its complaint is the error."""
    done = subprocess.run([_ENGINE, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, (
        f"{_ENGINE} {shlex.join(words)}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    )
    return done.stdout.strip()


def build(image: str) -> float:
    """Build the image of this checkout's Dockerfile; answers the seconds it took."""
    began = time.monotonic()
    engine("build", *_BUILD_OPTIONS, "--tag", image, str(CHECKOUT))
    return time.monotonic() - began


def megabytes(image: str) -> float:
    """How large an image is."""
    return int(engine("image", "inspect", "--format", "{{.Size}}", image)) / 1e6


class Container:
    """A centre in a container, on the machine's own network; ``volume`` keeps its state."""

    def __init__(self, image: str, volume: str, api_port: int) -> None:
        self.name = f"{volume}-centre"
        self._image, self._volume, self._api_port = image, volume, api_port
        self.seconds_to_open = 0.0

    def __enter__(self) -> Self:
        began = time.monotonic()
        settings = {
            "SWITCHROOM_DIALPLANS": DIALPLANS,
            "SWITCHROOM_ASTERISK__NAME": "image",
            "SWITCHROOM_ASTERISK__TEST_CARRIER": "true",
            "SWITCHROOM_API__PORT": str(self._api_port),
        }
        given = [word for name, value in settings.items() for word in ("--env", f"{name}={value}")]
        volume = f"{self._volume}:{STATE}"
        engine(
            "run",
            "--detach",
            "--name",
            self.name,
            "--network",
            "host",
            "--volume",
            volume,
            *given,
            self._image,
        )
        try:
            self._until_open(began)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        engine("rm", "--force", self.name)

    def run(self, *words: str) -> str:
        """What a command in the container prints."""
        return engine("exec", self.name, *words)

    def log(self) -> str:
        """What the centre wrote."""
        done = subprocess.run([_ENGINE, "logs", self.name], capture_output=True, text=True, check=True)
        return done.stdout + done.stderr

    def get(self, path: str, token: str = "") -> bytes:
        """What the HTTP API answers."""
        request = urllib.request.Request(f"http://127.0.0.1:{self._api_port}{path}")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        with urllib.request.urlopen(request, timeout=2) as answer:
            return bytes(answer.read())

    def sip_address(self) -> str:
        """Where telephones register, as the centre's log tells."""
        told = re.search(r'"address": "([^"]+)", "event": "telephones_register"', self.log())
        assert told, self.log()
        return told[1]

    def health_check(self) -> None:
        """Do once what the engine does again and again: the command of HEALTHCHECK."""
        kind, *words = json.loads(
            engine("image", "inspect", "--format", "{{json .Config.Healthcheck}}", self._image)
        )["Test"]
        assert kind == "CMD"
        self.run(*words)

    def stop(self) -> tuple[int, float]:
        """Stop it by SIGTERM; answers its exit code, and the seconds it took."""
        began = time.monotonic()
        engine("stop", "--time", str(SECONDS_TO_STOP), self.name)
        seconds = time.monotonic() - began
        return int(engine("inspect", "--format", "{{.State.ExitCode}}", self.name)), seconds

    def copy_state(self, folder: Path) -> None:
        """Copy database and recordings out of the volume, of a centre that is stopped, into ``folder``."""
        packing = f"cd {STATE} && tar --create --file - centre.db recordings"
        words = ("run", "--rm", "--volume", f"{self._volume}:{STATE}", self._image, "sh", "-c", packing)
        packed = subprocess.run([_ENGINE, *words], stdout=subprocess.PIPE, check=True).stdout
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["tar", "--extract", "--directory", str(folder)], input=packed, check=True)

    def _until_open(self, began: float) -> None:
        while "server_drives" not in self.log():
            running = engine("inspect", "--format", "{{.State.Running}}", self.name)
            assert running == "true", f"it ended:\n{self.log()}"
            assert time.monotonic() - began < SECONDS_TO_OPEN, f"it did not open:\n{self.log()}"
            time.sleep(0.05)
        self.seconds_to_open = time.monotonic() - began
