"""Refuses and writes down every connection of this process that leaves the machine.

Python imports a module of this name at start, so a folder on PYTHONPATH is all that a child
process needs. An audit hook sees every socket of Python, whoever opens it, and cannot be removed.
"""

import errno
import ipaddress
import os
import sys

_LOG = os.environ["BLOCKED_LOG"]


def _is_local(host):
    if host is None:
        return False  # the wildcard: an address for everyone
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host.lower() in {"localhost", "ip6-localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse(event, what):
    with open(_LOG, "a", encoding="utf-8") as log:  # noqa: PTH123 - early and in every process
        log.write(f"{event} {what}\n")
    raise OSError(errno.ENETUNREACH, "blocked by the test", str(what))


def _watch(event, args):
    if event in {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}:
        address = args[1]
        # Unix sockets have a text for an address; a connected datagram has none.
        if isinstance(address, tuple) and not _is_local(address[0]):
            _refuse(event, address)
    elif event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        # A server that binds the wildcard is seen at its bind, a numeric host at its connect.
        if args[0] is not None and not _is_local(args[0]):
            _refuse(event, args[0])
    elif event == "socket.getnameinfo" and not _is_local(args[0][0]):
        _refuse(event, args[0])


sys.addaudithook(_watch)
