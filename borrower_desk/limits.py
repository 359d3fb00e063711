"""Native code that reads a stranger's file, at arm's length: a process with limits.

pdfium, qpdf, Pillow and libheif are C and C++: what breaks them breaks the process
that they are in, and that one must not hold the desk's key.  A `Worker` is another
process, without key, with a bound of memory and of time for each file
(`docs/limits.md` lists what holds for which reader).  What
comes back is taken apart with care: a process that a file took over could send
anything, so only plain values, days and the model's own classes are made of it.
"""

from __future__ import annotations

import io
import os
import pickle
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, suppress
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

T = TypeVar("T")
Answer = Callable[..., object]  # what the parent answers a question of its worker's
SECONDS = 20.0  # for one file
# Bytes of address space beyond what the worker has at its start: a gigabyte with it.
MEMORY = 880 << 20
_LONGEST = 300.0  # seconds that a worker may ask for at once: a page of OCR takes four minutes
_LARGEST = 1 << 30  # bytes of one answer
_PLAIN = {
    ("datetime", "date"), ("datetime", "datetime"), ("datetime", "timedelta"),
    ("datetime", "timezone"), ("datetime", "time"), ("builtins", "set"), ("builtins", "frozenset"),
    ("builtins", "bytearray"), ("builtins", "complex"),
}  # fmt: skip

_OURS = ("borrower_desk.model", "borrower_desk.analysis.material")  # modules of plain dataclasses


def can_spawn() -> None:
    """Make ready what multiprocessing keeps beside its processes; before each is started.

    In the app, stderr is textual's, whose number is -1: multiprocessing would pass
    that on to its helper, and no process could be started.
    """
    if os.name != "posix":
        return
    from multiprocessing import resource_tracker

    with redirect_stderr(sys.__stderr__):
        resource_tracker.ensure_running()


class OutOfBoundsError(Exception):
    """The file took too long, needed too much, or broke what reads it; the text says which."""


def go_on(seconds: float = SECONDS) -> None:
    """One piece of a long file is done (a page, a picture): the time for the next begins.

    `seconds` are what that next piece may take.  Nothing happens in a process
    without bounds.
    """
    if _Here.line is not None:
        with _Here.lock:  # two readings of one page may go on at once
            _alarm(_LONGEST)
            _Here.line.send_bytes(pickle.dumps(("on", seconds)))
    elif _Here.alarmed:
        _alarm(seconds)


def ask(*question: object) -> Any:
    """In a worker: what the parent's `answer` gives for this question of plain values."""
    if _Here.line is None:
        raise RuntimeError("only a worker has someone to ask")
    _Here.line.send_bytes(pickle.dumps(("ask", question)))
    return _Here.line.recv()


@contextmanager
def alarmed(seconds: float = SECONDS) -> Iterator[None]:
    """A pool's worker ends itself when an item takes longer, and so gives its pool back."""
    if not _Here.held or _Here.line is not None:
        yield
        return
    _Here.alarmed = True
    _alarm(seconds)
    try:
        yield
    finally:
        _Here.alarmed = False
        _alarm(0)


def _alarm(seconds: float) -> None:
    import signal

    if hasattr(signal, "setitimer"):  # the signal's own way is to end the process
        signal.setitimer(signal.ITIMER_REAL, seconds)


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


def apart(function: Callable[..., T], *given: object, seconds: float | None = None) -> T:
    """`Worker.do` by the one worker of this process; here and now when this is a worker."""
    if _Here.held:
        return function(*given)
    with _Here.lock:
        if _Here.worker is None or _Here.owner != os.getpid():  # a fork has none of its own
            _Here.worker, _Here.owner = Worker(), os.getpid()
        return _Here.worker.do(function, *given, seconds=seconds)


class _Here:
    """What this process has: bounds of its own, or a worker that has them."""

    held = False
    alarmed = False
    line: Connection | None = None  # to the parent, in a `Worker`'s process
    worker: Worker | None = None
    owner = 0
    lock = threading.Lock()


class Worker:
    """A process that reads files, one at a time; it is started anew when one breaks it."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.seconds, self.memory = seconds, memory
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None

    def do(
        self,
        function: Callable[..., T],
        *given: object,
        seconds: float | None = None,
        answer: Answer | None = None,
    ) -> T:
        """What a module's function gives for these plain values; OutOfBoundsError, or its own.

        A DeskError of the function's and trouble with the disk come back as they
        are, another exception as ValueError with its name and text.  `answer` is
        called with what the function asks (`ask`); what it raises ends the work.
        """
        line = self._started()
        try:
            line.send((function.__module__, function.__qualname__, given))
            well, found = self._heard_out(line, seconds or self.seconds, answer)
        except _OwnTrouble as why:
            self.close()
            raise why.trouble from why.trouble.__cause__
        except (EOFError, OSError):
            self.close()
            raise OutOfBoundsError("the program that reads such files broke on it") from None
        except BaseException:
            self.close()
            raise
        if not well:
            if found[0] == "MemoryError":
                self.close()
            raise _error(found)
        result: T = found
        return result

    def _heard_out(
        self, line: Connection, seconds: float, answer: Answer | None
    ) -> tuple[bool, Any]:
        """The last word of the worker's; on the way there its questions are answered."""
        allowed = seconds
        while True:
            kind, said = _loads(_heard(line, allowed))
            if kind not in ("on", "ask"):
                return kind is True, said
            allowed = seconds
            if kind == "on":
                allowed = max(seconds, min(float(said), _LONGEST))
                continue
            if answer is None:
                raise OutOfBoundsError("what read it asked for something")
            try:
                given = pickle.dumps(answer(*said))
            except (EOFError, OSError) as why:  # the parent's own trouble, not the worker's
                raise _OwnTrouble(why) from why
            line.send_bytes(given)

    def begin(self, module: str) -> None:
        """Start the process now, with a module, so that it is ready when it is needed."""
        with suppress(OSError):  # then `do` will say so
            self._started().send((module, "", ()))

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

        can_spawn()
        # Spawned, not forked: it must not inherit the open desk and its key.
        spawn = get_context("spawn")
        self._line, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs, self.memory), daemon=True)
        self._process.start()
        theirs.close()
        return self._line


class _OwnTrouble(Exception):
    """What `answer` met, so that it is not taken for a line that broke."""

    def __init__(self, trouble: Exception) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble


def _told(why: Exception) -> tuple[str, ...] | tuple[str, int, str]:
    """An exception in plain values, for the way to the parent."""
    from borrower_desk.errors import DeskError

    if isinstance(why, MemoryError):
        return ("MemoryError",)
    if isinstance(why, DeskError):
        return ("DeskError", type(why).__name__, why.message, why.hint)
    if isinstance(why, OSError) and why.errno and type(why).__module__ == "builtins":
        return ("OSError", why.errno, why.strerror or "")
    return ("ValueError", f"{type(why).__name__}: {why}"[:500])


def _error(told: Any) -> Exception:
    """The exception that a worker told of."""
    from borrower_desk import errors

    match told:
        case ("MemoryError",):
            return OutOfBoundsError("reading it needs too much memory")
        case ("DeskError", str(name), str(message), str(hint)):
            found = getattr(errors, name, None)
            if isinstance(found, type) and issubclass(found, errors.DeskError):
                return found(message, hint=hint)
        case ("OSError", int(number), str(words)):
            return OSError(number, words)
        case ("ValueError", str(words)):
            return ValueError(words)
    return OutOfBoundsError("what read it sent back nonsense")


def _heard(line: Connection, seconds: float) -> bytes:
    if not line.poll(seconds):
        raise OutOfBoundsError(f"reading it took more than {seconds:.0f} seconds")
    return line.recv_bytes(_LARGEST)


def _serve(line: Connection, memory: int) -> None:
    """The worker's life: a function and its values in, what it gives out."""
    import signal
    from importlib import import_module

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to answer
    _Here.line = line
    say_nothing()
    held = False
    with suppress(EOFError, OSError):
        while True:
            module, name, given = line.recv()
            try:
                found = import_module(module)
                if not name:
                    continue
                function = getattr(found, name)
                if not held:
                    hold(memory)
                    held = True
                _alarm(_LONGEST)  # should the parent be killed, nobody else would end it
                answer = (True, function(*given))
            except Exception as why:
                answer = (False, _told(why))
            _alarm(0)
            line.send_bytes(pickle.dumps(answer))


def say_nothing() -> None:
    """For workers: what C++ says as it dies is nothing for the user's terminal."""
    if os.environ.get("BORROWER_DESK_DEBUG"):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


class _Careful(pickle.Unpickler):
    """Makes plain values and what the model has; refuses everything else by name."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module in _OURS and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and (
                issubclass(found, Enum) or hasattr(found, "__dataclass_fields__")
            ):
                return found
        if (module, name) == ("copyreg", "__newobj__"):
            return super().find_class(module, name)
        raise OutOfBoundsError(f"what read it sent back a {module}.{name}")


def _loads(data: bytes) -> tuple[Any, Any]:
    try:
        kind, said = _Careful(io.BytesIO(data)).load()
    except OutOfBoundsError:
        raise
    except Exception as why:
        raise OutOfBoundsError(f"what read it sent back nonsense ({type(why).__name__})") from None
    return kind, said


def _in_use() -> int:
    """Bytes of address space that this process has now."""
    with suppress(OSError, ValueError, IndexError):
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no pathlib here
            pages = int(file.read().split()[0])
        import resource

        return pages * resource.getpagesize()
    return 0
