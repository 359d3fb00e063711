"""The system keyring as a way in: a real Secret Service, and the ones that are refused.

The desktop's own keyring is never touched: a private bus, home and runtime
directory hold a gnome-keyring of the test's own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from apt import needs

_NEEDED = {"dbus-run-session": "dbus", "gnome-keyring-daemon": "gnome-keyring"}


def secret_service(tmp_path: Path, body: str, *, unlocked: bool = True) -> str:
    """What a Python program prints that runs beside a Secret Service of its own."""
    needs(_NEEDED)
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    script = tmp_path / "program.py"
    script.write_text(textwrap.dedent(_HEAD) + textwrap.dedent(body), encoding="utf-8")
    daemon = "gnome-keyring-daemon --unlock --components=secrets"
    start = f"printf test | {daemon} >/dev/null 2>&1; " if unlocked else ""
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", f'{start}exec "$0" "$1"', sys.executable, script],
        env={
            **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
            "HOME": str(tmp_path),
            "XDG_RUNTIME_DIR": str(runtime),
            "DESK": str(tmp_path / "home.desk"),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


_HEAD = """
    import os
    from pathlib import Path
    from borrower_desk.desk import keys
    from borrower_desk.desk.vault import *
    from borrower_desk.errors import *
    path = Path(os.environ["DESK"])
"""


def test_a_desk_opens_by_the_secret_service(tmp_path: Path) -> None:
    """No question, no file: the key comes from the keyring, and never as it is."""
    said = secret_service(
        tmp_path,
        """
        import keyring
        assert keyring_refusal() is None, keyring_refusal()
        store, code = create(path, keyring=True)
        raw = store._key.hex
        store.close()
        with open_desk(path, Unlock()) as store:
            assert store.verify().ok
        desk = keys.read(path).desk
        kept = keyring.get_password("borrower-desk", desk)
        assert len(kept) == 64 and kept != raw, "a wrapping key, not the desk's own"
        assert [way.way for way in keys.read(path).ways] == ["recovery", "keyring"]
        change_passphrase(path, Unlock(), "now a passphrase too")
        open_desk(path, Unlock(keyring=False, ask=lambda: "now a passphrase too")).close()

        keyring.delete_password("borrower-desk", desk)
        try:
            open_desk(path, Unlock())
        except WrongKey as why:
            print("no longer:", why.message)
        open_desk(path, Unlock(ask=lambda: "now a passphrase too")).close()

        keyring.set_password("borrower-desk", desk, "not hex")
        for wrong in ("not hex", "ab" * 32):
            keyring.set_password("borrower-desk", desk, wrong)
            open_desk(path, Unlock(ask=lambda: "now a passphrase too")).close()
        print("done")
        """,
    )
    assert "no longer: Nothing at hand opens the desk" in said
    assert said.endswith("done\n")


def test_what_fails_half_way_leaves_nothing_in_the_keyring(tmp_path: Path) -> None:
    """The key file cannot be written after the key went into the keyring: it is taken out."""
    said = secret_service(
        tmp_path,
        """
        import secretstorage
        try:
            create(path, keyring=True, key_file=path.parent / "absent" / "key")
        except DeskError as why:
            print(why.message)
        bus = secretstorage.dbus_init()
        items = list(secretstorage.search_items(bus, {"service": "borrower-desk"}))
        print(len(items), path.exists(), keys.read(path))
        """,
    )
    assert "could not be written" in said
    assert said.endswith("0 False None\n")


def test_without_a_service_the_keyring_is_refused(tmp_path: Path) -> None:
    """A bus and nobody on it that keeps secrets: a reason, no desk, exit 4."""
    said = secret_service(
        tmp_path,
        """
        try:
            create(path, keyring=True)
        except VaultError as why:
            print(why.exit_code, why.message, why.hint)
        print(sorted(one.name for one in path.parent.glob("home*")))
        """,
        unlocked=False,
    )
    assert said.startswith("4 The key cannot go into the system keyring.")
    assert "no-keyring" in said
    assert said.endswith("[]\n")


def test_a_plaintext_keyring_is_refused_by_name(tmp_path: Path) -> None:
    """A backend like keyrings.alt's file, even with a high priority, keeps no secret."""
    (tmp_path / "keyrings_alt_like.py").write_text(
        textwrap.dedent("""
        from keyring.backend import KeyringBackend

        class PlaintextKeyring(KeyringBackend):
            priority = 9
            def get_password(self, service, username): return "ab" * 32
            def set_password(self, service, username, password): open("leak", "w").write(password)
            def delete_password(self, service, username): pass
        """)
    )
    body = """
        import sys
        sys.path.insert(0, os.path.dirname(os.environ["DESK"]))
        import keyring
        from keyring.backends import chainer
        from keyrings_alt_like import PlaintextKeyring
        os.environ["PYTHON_KEYRING_BACKEND"] = "keyrings_alt_like.PlaintextKeyring"
        keyring.set_keyring(PlaintextKeyring())
        print(keyring_refusal())
        class Chain(chainer.ChainerBackend):
            backends = [PlaintextKeyring()]
        Chain.__module__, Chain.__qualname__ = chainer.__name__, "ChainerBackend"
        keyring.set_keyring(Chain())
        print(keyring_refusal())
        try:
            create(path, keyring=True)
        except VaultError:
            print(path.exists(), os.path.exists("leak"))
    """
    said = secret_service(tmp_path, body).splitlines()
    assert "PlaintextKeyring is not known to keep secrets" in said[0]
    assert "PlaintextKeyring is not known to keep secrets" in said[1]
    assert said[2] == "False False"


def test_a_secure_keyring_inside_a_chain_is_found(tmp_path: Path) -> None:
    """keyring chains what it finds: the safe one in the chain is used, and it alone."""
    said = secret_service(
        tmp_path,
        """
        os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.chainer.ChainerBackend"
        import keyring
        print(type(keyring.get_keyring()).__module__)
        store, _ = create(path, keyring=True)
        store.close()
        open_desk(path, Unlock()).close()
        print("opened")
        """,
    )
    assert said == "keyring.backends.chainer\nopened\n"
