"""Child processes under test cannot leave the machine, and a skipped test fails the run."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.blocked import run_blocked

ASK = {
    "connect by number": "socket.create_connection(('192.0.2.1', 9), 1)",
    "connect by name": "socket.create_connection(('example.org', 9), 1)",
    "connect in IPv6": "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 9))",
    "connect_ex": "socket.socket().connect_ex(('192.0.2.1', 9))",
    "look a name up": "socket.getaddrinfo('example.org', 80)",
    "look a name up the old way": "socket.gethostbyname('example.org')",
    "learn one's own address": "socket.socket(type=socket.SOCK_DGRAM).connect(('8.8.8.8', 1))",
    "send a datagram": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 9))",
    "listen on every interface": "socket.socket().bind(('0.0.0.0', 0))",
    "ask the web": "__import__('urllib.request').request.urlopen('http://192.0.2.1/')",
    "in a grandchild": (
        "__import__('subprocess').run([__import__('sys').executable, '-c', "
        "'import socket; socket.socket().connect((\"192.0.2.1\", 9))'], check=True)"
    ),
}


@pytest.mark.parametrize("ask", ASK.values(), ids=ASK)
def test_what_leaves_the_machine_is_refused_and_written_down(ask, tmp_path):
    done, refused = run_blocked(["-c", f"import socket; {ask}"], tmp_path / "log")
    assert done.returncode == 1
    assert "blocked by the test" in done.stderr
    assert len(refused.lines()) == 1


def test_what_stays_on_the_machine_is_allowed(tmp_path):
    with socket.create_server(("localhost", 0)) as server:
        port = server.getsockname()[1]

        def accept():
            server.accept()[0].close()

        answer = threading.Thread(target=accept)
        answer.start()
        code = (
            f"import socket; socket.create_connection(('localhost', {port})).close();"
            "socket.create_server(('127.0.0.1', 0)).close(); socket.getaddrinfo('::1', 80);"
            "a, b = socket.socketpair(); a.send(b'x'); a.close(); b.close()"
        )
        done, refused = run_blocked(["-c", code], tmp_path / "log")
        answer.join()
    assert (done.returncode, done.stderr, refused.lines()) == (0, "", [])


SKIPS = {
    "a skip": "import pytest\ndef test_a(): pytest.skip('no')\ndef test_b(): pass\n",
    "a skip mark": "import pytest\n@pytest.mark.skip\ndef test_a(): pass\ndef test_b(): pass\n",
    "a missing module": "import pytest\npytest.importorskip('no_such_module')\n",
    "an empty table": "import pytest\n@pytest.mark.parametrize('x', [])\ndef test_a(x): pass\n",
}


MAKEFILE = (Path(__file__).parent.parent / "Makefile").read_text(encoding="utf-8")
(AS_MADE,) = re.findall(r"^\t\$\(BIN\)/python -m pytest (.*)$", MAKEFILE, re.MULTILINE)
RUNS = {"in one process": [], "as `make test` runs it": AS_MADE.split()}
EVERY_RUN = pytest.mark.parametrize("options", RUNS.values(), ids=RUNS)


# Only what the runs need of the plugins: hypothesis alone takes longer to import than they last.
PLAIN = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
PYTEST = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "xdist"]


def run_pytest(folder, body, options):
    shutil.copy(Path(__file__).parent / "conftest.py", folder)
    (folder / "test_it.py").write_text(body, encoding="utf-8")
    words = [sys.executable, *PYTEST, *options, str(folder)]
    env = os.environ | PLAIN
    return subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False)


@EVERY_RUN
@pytest.mark.parametrize("body", SKIPS.values(), ids=SKIPS)
def test_a_run_that_skips_fails(tmp_path, body, options):
    done = run_pytest(tmp_path, body, options)
    assert done.returncode != 0
    assert "skipped" in done.stdout


@EVERY_RUN
def test_a_run_without_skips_passes(tmp_path, options):
    assert run_pytest(tmp_path, "def test_a(): pass\n", options).returncode == 0


def test_make_test_runs_in_several_processes(tmp_path):
    body = "def test_a(request): assert request.config.workerinput['workercount']\n"
    done = run_pytest(tmp_path, body, AS_MADE.split())
    assert done.returncode == 0, done.stdout


def test_workers_of_a_blocked_run_are_blocked(tmp_path):
    body = "import socket\ndef test_a(): socket.create_connection(('192.0.2.1', 9), 1)\n"
    (tmp_path / "test_it.py").write_text(body, encoding="utf-8")
    words = [*PYTEST, *AS_MADE.split(), str(tmp_path)]
    done, refused = run_blocked(words, tmp_path / "log", **PLAIN)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert "blocked by the test" in done.stdout
    assert len(refused.lines()) == 1
