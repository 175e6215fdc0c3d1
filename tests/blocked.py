"""Child processes of Python that cannot leave the machine, and say where they wanted to go."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
_HOOK = Path(__file__).parent / "net"

_START_SECONDS = 60
_PAUSE_SECONDS = 0.1
_STOP_SECONDS = 10


@dataclass(frozen=True)
class RefusedLog:
    """The connections that a blocked process tried, one line each."""

    path: Path

    def lines(self):
        """Return what was refused so far."""
        return self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []


@dataclass(frozen=True)
class AppServer:
    """A running atlas whose server cannot reach another machine."""

    url: str
    refused: RefusedLog
    output: Path
    process: subprocess.Popen[bytes]

    def said(self):
        """Return what the server printed so far."""
        return self.output.read_text(encoding="utf-8", errors="replace")


def blocked_env(log, **variables):
    """Return the environment for a blocked Python process."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("ZONE_ATLAS_", "STREAMLIT_"))}
    env.pop("PORT", None)
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(_HOOK), env.get("PYTHONPATH", "")]))
    env["BLOCKED_LOG"] = str(log)
    return env | variables


def run_blocked(words, log, **variables):
    """Run ``python *words`` blocked to its end; return (completed process, refused log)."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=blocked_env(log, **variables),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done, RefusedLog(Path(log))


def find_free_port():
    """Return a port that nobody holds now."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serve_blocked(words=None, *, cwd=ROOT, **variables):
    """Start the atlas (or ``python *words {port}``) blocked; give an `AppServer`; stop it."""
    with tempfile.TemporaryDirectory() as folder:
        port = find_free_port()
        words = ["-m", "geo.cli", "run", "--port"] if words is None else words
        output = Path(folder, "output")
        refused = RefusedLog(Path(folder, "refused"))
        with output.open("wb") as sink:
            process = subprocess.Popen(
                [sys.executable, *words, str(port)],
                cwd=cwd,
                env=blocked_env(refused.path, **variables),
                stdout=sink,
                stderr=subprocess.STDOUT,
            )
        server = AppServer(f"http://localhost:{port}", refused, output, process)
        try:
            _wait_until_healthy(process, port, server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_healthy(process, port, server):
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        # Waiting for the end of the process is the pause between two questions.
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = process.wait(_PAUSE_SECONDS)
            raise RuntimeError(f"the server ended with {code} before it answered:\n{server.said()}")
        connection = http.client.HTTPConnection("localhost", port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            continue  # not listening yet
        finally:
            connection.close()
    raise RuntimeError(f"no answer after {_START_SECONDS} s:\n{server.said()}")
