"""Runs a command whose first internet socket ends it: `python no_internet.py COMMAND…`.

The kernel holds it (seccomp), for every process that the command starts and for
native code too, where no import and no audit hook would show.  Sockets between
processes of the same machine (AF_UNIX) are let be.  Linux alone.
"""

from __future__ import annotations

import ctypes
import os
import platform
import socket
import struct
import sys

# The number of the system call `socket`, and the kernel's name of the machine.
_MACHINES = {"x86_64": (41, 0xC000003E), "aarch64": (198, 0xC00000B7)}
_LOAD, _EQUALS, _RETURN = 0x20, 0x15, 0x06  # classic BPF
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2


def _program() -> bytes:
    number, machine = _MACHINES[platform.machine()]
    steps = (
        (_LOAD, 0, 0, 4),  # seccomp_data.arch
        (_EQUALS, 0, 6, machine),
        (_LOAD, 0, 0, 0),  # .nr
        (_EQUALS, 0, 4, number),
        (_LOAD, 0, 0, 16),  # .args[0], its lower half: the family
        (_EQUALS, 1, 0, socket.AF_INET),
        (_EQUALS, 0, 1, socket.AF_INET6),
        (_RETURN, 0, 0, _KILL),
        (_RETURN, 0, 0, _ALLOW),
    )
    return b"".join(struct.pack("HBBI", *step) for step in steps)


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def forbid() -> None:
    """From now on an internet socket ends this process, and each that it starts."""
    program = _program()
    given = _Filter(len(program) // 8, program)
    libc = ctypes.CDLL(None, use_errno=True)
    for words in ((_NO_NEW_PRIVILEGES, 1, 0, 0, 0), (_SET_SECCOMP, _FILTER, ctypes.byref(given))):
        if libc.prctl(*words):
            raise OSError(ctypes.get_errno(), "this kernel has no seccomp")


if __name__ == "__main__":
    forbid()
    os.execvp(sys.argv[1], sys.argv[1:])
