"""Ctrl-C and kill while images come: the next run ends as if nothing had been, and fetches nothing twice."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from migrator import layout
from migrator.demo.blog import SampleImage
from migrator.demo.server import DemoServer, Fault
from migrator.fetcher.images.candidates import image_of
from migrator.fetcher.images.staging import JOURNAL

COUNT = 40
RUN = """
import sys
from migrator import __main__
from migrator.fetcher.http import transport
transport.is_public = lambda _address: True  # the server is on this machine
sys.argv[0] = "migrator"
__main__.main()
"""


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """A blog of one post that shows many images."""
    files = tmp_path_factory.mktemp("images")
    noise = random.Random(7)
    images = []
    for number in range(COUNT):
        file = files / f"{number}.png"
        file.write_bytes(b"\x89PNG\r\n\x1a\n" + noise.randbytes(50_000))
        images.append(SampleImage(f"/img/b/R29vZ2xl/AVvXsEhMany{number:03}", f"n{number}.png", file, file))
    with DemoServer(latency=0.02) as running:
        html = "".join(f"<p><img src='{running.url}{one.id}/s320/{one.name}'></p>" for one in images)
        post = replace(running.blog.listed("post", "live")[0], html=html)
        running.blog = replace(running.blog, posts=(post,), images=tuple(images), footer="")
        yield running


def begun(stand_in: DemoServer, root: Path) -> subprocess.Popen[str]:
    options = ["-o", str(root), "--concurrency", "4", "--no-comments"]
    command = [sys.executable, "-c", RUN, "migrate", stand_in.url, *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def asked(stand_in: DemoServer) -> Sequence[str]:
    return [address for address in stand_in.requests if "/img/" in address]


def journalled(root: Path) -> Iterator[str]:
    """The tokens of the images that a run put aside as finished."""
    for line in (root / layout.IMAGES / JOURNAL).read_text(encoding="utf-8").split("\n")[:-1]:
        if line:
            yield json.loads(line)[0]


def tree(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and path != root / layout.LOCK)
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def finished(stand_in: DemoServer, root: Path) -> dict[str, bytes]:
    running = begun(stand_in, root)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    return tree(root)


@pytest.fixture(scope="module")
def undisturbed(stand_in: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    found = finished(stand_in, tmp_path_factory.mktemp("undisturbed"))
    assert len([path for path in found if path.endswith(".png")]) == COUNT
    return found


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_the_next_run_goes_on(
    stand_in: DemoServer, undisturbed: dict[str, bytes], tmp_path: Path, how: signal.Signals
) -> None:
    for number, moment in enumerate(random.Random(f"{how.name}").sample(range(8, COUNT), 2)):
        root = tmp_path / str(number)
        stand_in.requests.clear()
        # Those that come later hang, so that no run gets to its end before it is hit, however busy the machine is.
        late = "|".join(f"{number:03}" for number in range(moment, COUNT))
        stand_in.faults = (Fault(f"AVvXsEhMany(?:{late})/", "slow", pause=5),)
        running = begun(stand_in, root)
        while len(asked(stand_in)) < moment and running.poll() is None:
            time.sleep(0.001)
        running.send_signal(how)
        _, err = running.communicate(timeout=60)
        assert "Traceback" not in err
        assert running.returncode == (130 if how is signal.SIGINT else -how)
        kept = set(journalled(root))
        stand_in.faults = ()
        stand_in.requests.clear()
        assert finished(stand_in, root) == undisturbed, f"{how.name} at image {moment}"
        again = {found.token for address in asked(stand_in) if (found := image_of(stand_in.url + address))}
        assert kept
        assert not again & kept
