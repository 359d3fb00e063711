"""The entry point: global options, which module holds a command, and the one catch-all.

A command's module is imported only when that command is called, so that `due`
starts as fast as it can; `--help` imports them all.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable
from copy import copy
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from borrower_desk.cli import context, tongue
from borrower_desk.errors import DeskError, UsageError
from borrower_desk.speech import spoken

ROOM = "borrower_desk.cli"
MODULES = {
    "desks": ("init", "demo", "verify", "undo", "key", "journal", "doctor"),
    "copies": ("backup", "restore", "export"),
    "people": ("servicer", "loan", "me"),
    "matters": ("matter", "event", "timeline", "escalate", "scorecard"),
    "clock": ("due", "brief", "remind", "promise", "whatif", "deadline", "rules"),
    "mail": (
        "import", "log", "file", "tag", "list", "show", "search", "classify", "quarantine",
    ),
    "letter_kinds": ("letters",),
    "mailboxes": ("mailbox", "sync"),
    "keeping": ("purge", "link", "unlink"),
    "letters": (
        "draft", "check", "edit", "drafts", "discard", "render", "split", "sent",
        "delivered",
    ),
    "packets": ("packet",),
    "analyze": ("analyze",),
    "custody": ("redact", "privilege", "handoff"),
    "web": ("web",),
}  # fmt: skip
VALUED = ("--desk", "--as-of", "--passphrase-file", "--key-file")
FLAGS = ("--json", "--plain", "--yes")
FIRST_YEAR, LAST_YEAR = 1971, 2100  # those of `law.calendar`, which most commands do not load
GARBAGE = 100_000  # objects between collections: a short command ends before the first one


def build(command: str | None, *, listing: bool = False) -> typer.Typer:
    """The program with the module that holds `command`; with every module when it is None.

    With `listing` the commands have their names and their help, and no options of their own.
    """
    app = typer.Typer(
        name="borrower-desk",
        help="A homeowner's own records department: keep, draft, watch the clock, export."
        " Without a command, the app opens.",
        no_args_is_help=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_globals)
    for module, commands in MODULES.items():
        if command is None or command in commands:
            found = import_module(f"{ROOM}.{module}").app
            app.add_typer(_listed(found) if listing else _alone(found, command))
    return app


def _listed(module: typer.Typer) -> typer.Typer:
    """A module's commands by name and help alone: to read 800 options is half of `--help`."""
    listed = typer.Typer()
    for one in module.registered_commands:
        named = copy(one)
        named.callback = _named(one.callback)
        listed.registered_commands.append(named)
    for group in module.registered_groups:
        named_group = copy(group)
        named_group.typer_instance = copy(group.typer_instance)
        if named_group.typer_instance is not None:
            named_group.typer_instance.registered_commands = []
            named_group.typer_instance.registered_groups = []
        listed.registered_groups.append(named_group)
    return listed


def _named(command: Callable[..., Any] | None) -> Callable[[], None]:
    def without_options() -> None:
        """Only the list is printed: nothing calls this."""

    without_options.__name__ = getattr(command, "__name__", "")
    without_options.__doc__ = getattr(command, "__doc__", None)
    return without_options


def _alone(module: typer.Typer, command: str | None) -> typer.Typer:
    """The one command of a module that was asked for: typer takes a millisecond for each."""
    if command is None:
        return module
    alone = typer.Typer()
    alone.registered_commands = [
        one
        for one in module.registered_commands
        if command == (one.name or (one.callback and one.callback.__name__.replace("_", "-")))
    ]
    alone.registered_groups = [one for one in module.registered_groups if one.name == command]
    return alone if alone.registered_commands or alone.registered_groups else module


def _globals(
    ctx: typer.Context,
    desk: Annotated[
        Path | None, typer.Option(envvar="BORROWER_DESK", readable=False, help="The desk to use.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(envvar="BORROWER_DESK_AS_OF", help="Pretend that today is DATE.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    plain: Annotated[bool, typer.Option(help="No colour, no boxes, no bars.")] = False,
    passphrase_file: Annotated[
        Path | None,
        typer.Option(readable=False, help="Read the passphrase from a file (- for stdin)."),
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option(readable=False, help="Open the desk with a raw key file.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Answer yes to what is asked.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """A homeowner's own records department for a mortgage servicer."""
    now = context.current
    now.desk, now.json, now.plain, now.yes = desk, as_json, plain, yes
    now.passphrase_file, now.key_file = passphrase_file, key_file
    now.as_of = context.parse_day(as_of)
    if now.as_of and not FIRST_YEAR < now.as_of.year < LAST_YEAR:
        raise UsageError(
            f"--as-of {now.as_of}: the law's calendar is known from {FIRST_YEAR + 1}"
            f" to {LAST_YEAR - 1}.",
            hint="Give a day between.",
        )
    if version:
        from borrower_desk import __version__

        sys.stdout.write(f"borrower-desk {__version__}\n")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        _open_app()


def _open_app() -> None:
    if context.current.plain:
        from borrower_desk.cli import plain

        raise typer.Exit(plain.run())
    in_browser = "web_driver" in os.environ.get("TEXTUAL_DRIVER", "")  # `web` is its terminal
    if not in_browser and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "The app needs a terminal.", hint="Every command works without one: --help lists them."
        )
    from borrower_desk.screens.app import run_app

    run_app(context.desk_path(), context.ways(), context.today)


def run(argv: list[str] | None = None) -> None:
    """Run one command and leave with its exit code (`cli.md`)."""
    _no_core_dumps()
    _with_three_streams()
    gc.set_threshold(GARBAGE, 20, 20)
    _leave(main(sys.argv[1:] if argv is None else argv))


def _with_three_streams() -> None:
    """A shell can close them (`<&-`): nothing is there, and no file may take their place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def _leave(code: int) -> None:
    """End the process at once: taking a hundred modules apart is a fifth of a short command.

    Everything was closed where it was opened, and what asked to be called at
    the end is called; a thread that still runs is waited for as always.
    """
    if threading.active_count() > 1:
        sys.exit(code)
    import atexit

    try:
        sys.stderr.flush()
        atexit._run_exitfuncs()
    finally:
        os._exit(code)


def _no_core_dumps() -> None:
    """A crash must not write the key and the letters in memory to a file."""
    try:
        import resource
    except ImportError:  # Windows has no such limit, and writes none by default
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(argv: list[str]) -> int:  # noqa: PLR0911 - one way out for each kind of trouble
    """The exit code of one command; what went wrong is on stderr, without a traceback."""
    tongue.follow_settings()
    argv, command = _hoisted(argv)
    context.current.json = "--json" in argv[: argv.index(command)] if command else "--json" in argv
    names = {name for commands in MODULES.values() for name in commands}
    helping = command is None or command not in names or _completing()
    try:
        if command is None and {"-h", "--help"} & set(argv) and not _completing():
            app = build(None, listing=True)
        elif command is None and "--install-completion" not in argv and not _completing():
            app = build("")
        else:
            app = build(None if helping else command)
        program = typer.main.get_command(app)
        tongue.translate(program)
        outcome = program(argv, standalone_mode=False, prog_name="borrower-desk")
        sys.stdout.flush()
    except DeskError as why:
        return _failed(why.exit_code, why.message, why.hint)
    except typer.TyperException as why:
        return _failed(2, why.format_message(), _usage_hint(command, names))
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write(spoken("Stopped. What was finished before is kept.") + "\n")
        return 130
    except BrokenPipeError:
        return _unread()
    except SystemExit as why:
        if isinstance(why.__context__, BrokenPipeError):  # typer makes it an exit with 1
            return _unread()
        raise
    except OSError as why:
        return _failed(1, f"{why.strerror or why}: {why.filename or ''}".rstrip(": "), "")
    except Exception as why:
        if os.environ.get("BORROWER_DESK_DEBUG"):
            raise
        return _failed(
            1,
            f"Something went wrong that Borrower Desk did not expect ({type(why).__name__}).",
            "Nothing half-done was kept. BORROWER_DESK_DEBUG=1 shows where, for a report.",
        )
    return outcome if isinstance(outcome, int) else 0


def _completing() -> bool:
    """True when a shell asks for what could stand next."""
    return "_BORROWER_DESK_COMPLETE" in os.environ


def _unread() -> int:
    """The reader of a pipe went away (`| head`): no error of ours."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    return 0


def _hoisted(argv: list[str]) -> tuple[list[str], str | None]:
    """The global options before the command, wherever they stood; and the command's name.

    `init` has options of the same names with a meaning of their own.
    """
    front: list[str] = []
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--":
            rest += [word, *words]
            break
        name, equals, _ = word.partition("=")
        own = bool(rest) and rest[0] == "init" and name in ("--passphrase-file", "--key-file")
        if word in FLAGS:
            front.append(word)
        elif name in VALUED and not own:
            front.append(word)
            if not equals:
                front += [value for value in [next(words, None)] if value is not None]
        else:
            rest.append(word)
    command = next((word for word in rest if not word.startswith("-")), None)
    return front + rest, command


def _usage_hint(command: str | None, names: set[str]) -> str:
    if command in names:
        return f"`borrower-desk {command} --help` shows how."
    from difflib import get_close_matches

    near = get_close_matches(command or "", sorted(names), n=1)
    meant = f"Did you mean `borrower-desk {near[0]}`? " if near else ""
    return f"{meant}`borrower-desk --help` lists the commands."


def _failed(code: int, message: str, hint: str) -> int:
    from borrower_desk.text import safe_text

    if context.current.json:
        error = {"error": {"code": code, "message": message, "hint": hint}}
        from borrower_desk.cli.output import json_text

        sys.stderr.write(json_text(error) + "\n")
    else:
        said = [spoken(message), spoken(hint)] if hint else [spoken(message)]
        sys.stderr.write("".join(safe_text(f"{line}\n") for line in said))
    return code
