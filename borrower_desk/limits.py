"""Native code that reads a stranger's file, at arm's length: a process with limits.

pdfium, qpdf, Pillow and libheif are C and C++: what breaks them breaks the process
that they are in, and that one must not hold the desk's key.  A `Worker` is another
process, without key, with a bound of memory and of time for each file.  What
comes back is taken apart with care: a process that a file took over could send
anything, so only plain values, days and the model's own classes are made of it.
"""

from __future__ import annotations

import io
import os
import pickle
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

T = TypeVar("T")
SECONDS = 20.0  # for one file
MEMORY = 1 << 30  # bytes of address space beyond what the worker has at its start
_PLAIN = {
    ("datetime", "date"), ("datetime", "datetime"), ("datetime", "timedelta"),
    ("datetime", "timezone"), ("builtins", "set"), ("builtins", "frozenset"),
    ("builtins", "bytearray"), ("builtins", "complex"),
}  # fmt: skip


class OutOfBoundsError(Exception):
    """The file took too long, needed too much, or broke what reads it; the text says which."""


def hold(memory: int = MEMORY) -> None:
    """Bound this process: its memory, and no core file.  For workers, at their start."""
    _Here.held = True
    try:
        import resource
    except ImportError:  # Windows bounds processes in another way
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the limit is accepted and not kept
        most = _in_use() + memory
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))


def apart(function: Callable[..., T], *given: object) -> T:
    """`Worker.do` by the one worker of this process; here and now when this is a worker."""
    if _Here.held:
        return function(*given)
    with _Here.lock:
        if _Here.worker is None or _Here.owner != os.getpid():  # a fork has none of its own
            _Here.worker, _Here.owner = Worker(), os.getpid()
        return _Here.worker.do(function, *given)


def ready_to_spawn() -> None:
    """Start what `multiprocessing` keeps beside its workers, while stderr is a file.

    Its tracker inherits `sys.stderr`.  In the app that is Textual's own, with no file
    behind it (its `fileno` is -1), and without this no worker starts: "bad value(s) in
    fds_to_keep".
    """
    if os.name != "posix":
        return  # other systems have no tracker
    from multiprocessing import resource_tracker

    taken_over = sys.stderr
    sys.stderr = sys.__stderr__
    try:
        resource_tracker.ensure_running()
    finally:
        sys.stderr = taken_over


class _Here:
    """What this process has: bounds of its own, or a worker that has them."""

    held = False
    worker: Worker | None = None
    owner = 0
    lock = threading.Lock()


class Worker:
    """A process that reads files, one at a time; it is started anew when one breaks it."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.seconds, self.memory = seconds, memory
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None

    def do(self, function: Callable[..., T], *given: object) -> T:
        """What a module's function gives for these plain values; OutOfBoundsError, or its own.

        An exception of the function's comes back as ValueError with its name and text.
        """
        line = self._started()
        try:
            line.send((function.__module__, function.__qualname__, given))
            well, answer = _loads(_heard(line, self.seconds))
        except (EOFError, OSError):
            self.close()
            raise OutOfBoundsError("the program that reads such files broke on it") from None
        except BaseException:
            self.close()
            raise
        if not well:
            if answer == "MemoryError":
                self.close()
                raise OutOfBoundsError("reading it needs too much memory")
            raise ValueError(answer)
        result: T = answer
        return result

    def close(self) -> None:
        """End the process."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._process = self._line = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _started(self) -> Connection:
        if self._line is not None:
            return self._line
        from multiprocessing import get_context

        ready_to_spawn()
        # Spawned, not forked: it must not inherit the open desk and its key.
        spawn = get_context("spawn")
        self._line, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs, self.memory), daemon=True)
        self._process.start()
        theirs.close()
        return self._line


def _heard(line: Connection, seconds: float) -> bytes:
    if not line.poll(seconds):
        raise OutOfBoundsError(f"reading it took more than {seconds:.0f} seconds")
    return line.recv_bytes()


def _serve(line: Connection, memory: int) -> None:
    """The worker's life: a function and its values in, what it gives out."""
    import signal
    from importlib import import_module

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to answer
    held = False
    with suppress(EOFError, OSError):
        while True:
            module, name, given = line.recv()
            try:
                function = getattr(import_module(module), name)
                if not held:
                    hold(memory)
                    held = True
                answer = (True, function(*given))
            except MemoryError:
                answer = (False, "MemoryError")
            except Exception as why:
                answer = (False, f"{type(why).__name__}: {why}"[:500])
            line.send_bytes(pickle.dumps(answer))


class _Careful(pickle.Unpickler):
    """Makes plain values and what the model has; refuses everything else by name."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module == "borrower_desk.model" and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and (
                issubclass(found, Enum) or hasattr(found, "__dataclass_fields__")
            ):
                return found
        if (module, name) == ("copyreg", "__newobj__"):
            return super().find_class(module, name)
        raise OutOfBoundsError(f"what read it sent back a {module}.{name}")


def _loads(data: bytes) -> tuple[bool, Any]:
    try:
        well, answer = _Careful(io.BytesIO(data)).load()
    except OutOfBoundsError:
        raise
    except Exception as why:
        raise OutOfBoundsError(f"what read it sent back nonsense ({type(why).__name__})") from None
    return bool(well), answer


def _in_use() -> int:
    """Bytes of address space that this process has now."""
    with suppress(OSError, ValueError, IndexError):
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no pathlib here
            pages = int(file.read().split()[0])
        import resource

        return pages * resource.getpagesize()
    return 0
