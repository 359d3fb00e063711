"""A real Dovecot for the tests: unprivileged, on a free port of 127.0.0.1, TLS by a test CA."""

from __future__ import annotations

import base64
import hmac
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from apt import without
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "maria", "correct-horse"
TOKEN_KEY = b"a key that signs tokens for the tests"
PATH = {"PATH": f"{os.environ.get('PATH', '')}:/usr/sbin"}
CONF = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
ssl = required
ssl_cert = <{home}/server.pem
ssl_key = <{home}/server.key
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{home}/mail/%n
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
first_valid_gid = 1
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {home}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Junk {{
    special_use = \\Junk
    auto = create
  }}
  mailbox Trash {{
    special_use = \\Trash
    auto = create
  }}
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
}}
"""


@contextmanager
def running() -> Iterator[Dovecot]:
    """A running server with an empty mailbox; the test is left out where there is no Dovecot."""
    if shutil.which("dovecot", path=PATH["PATH"]) is None:
        without("apt-get install dovecot-imapd")
    with tempfile.TemporaryDirectory(prefix="bd-dovecot-") as home:
        Path(home).chmod(0o755)  # the server is nobody when we are root
        made = set_up(Path(home) / "server")
        made.start()
        try:
            yield made
        finally:
            made.kill()


@dataclass
class Dovecot:
    """One server and its one user's mail, on disk."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    ca_file: Path = field(init=False)

    def __post_init__(self) -> None:
        self.ca_file = self.home / "ca.pem"

    @property
    def inbox(self) -> Path:
        return self.home / "mail" / USER

    def folder(self, name: str) -> Path:
        return self.inbox if name == "INBOX" else self.inbox / f".{name}"

    def deliver(self, messages: Iterable[bytes], folder: str = "INBOX", flags: str = "") -> None:
        """Put messages into the user's mailbox, as a delivery agent does."""
        place = self.folder(folder)
        for one in ("tmp", "new", "cur"):
            (place / one).mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(messages):
            name = f"{time.time_ns()}.M{number}.test"
            target = place / ("cur" if flags else "new") / (f"{name}:2,{flags}" if flags else name)
            target.write_bytes(data)
        self._own(self.home / "mail")

    def flags(self) -> dict[str, str]:
        """Every message file of the mailbox: its base name, folder (new or cur) and flags."""
        return {
            one.name.partition(":")[0]: f"{one.parent.name}:{one.name.rpartition(',')[2]}"
            for one in self.inbox.rglob("*.test*")
        }

    def start(self) -> None:
        """Start and wait until it answers."""
        self.process = subprocess.Popen(
            ["dovecot", "-F", "-c", str(self.home / "dovecot.conf")],
            env=PATH,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **_dropped(),
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"Dovecot does not answer: {(self.home / 'log').read_text()[-2000:]}")

    def kill(self) -> None:
        """As when the machine loses its power: master and children at once."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def renumber(self, folder: str = "INBOX") -> None:
        """Give the folder another UIDVALIDITY, as after a restore of the server."""
        subprocess.run(
            ["doveadm", "-c", str(self.home / "dovecot.conf"), "mailbox", "update",
             "--uid-validity", "4000000000", folder],
            env=PATH | {"USER": USER, "HOME": str(self.inbox)},
            check=True, capture_output=True, **_dropped(),
        )  # fmt: skip

    def _own(self, path: Path) -> None:
        if os.getuid() == 0:
            who = _who()
            for one in (path, *path.rglob("*")):
                os.chown(one, who.pw_uid, who.pw_gid)


def _dropped() -> dict[str, Any]:
    """How a child of root becomes nobody; nothing when we are not root."""
    if os.getuid() != 0:
        return {}
    return {"user": _who().pw_uid, "group": _who().pw_gid, "extra_groups": []}


def _who() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


def set_up(home: Path) -> Dovecot:
    """A server's home: configuration, certificates, keys for tokens; not started yet."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Dovecot(home, port)
    certificates(home)
    keys = home / "keys" / "default" / "HS256"
    keys.mkdir(parents=True)
    (keys / "default").write_bytes(base64.b64encode(TOKEN_KEY))
    (home / "oauth2.conf").write_text(
        f"introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix={home}/keys/\n"
        "username_attribute = sub\n"
    )
    import grp

    who = _who()
    (home / "dovecot.conf").write_text(
        CONF.format(home=home, port=port, user=who.pw_name, password=PASSWORD,
                    group=grp.getgrgid(who.pw_gid).gr_name)
    )  # fmt: skip
    for one in ("run", "state", "mail"):
        (home / one).mkdir()
    made._own(home)
    return made


def token(user: str = USER, seconds: int = 600) -> str:
    """An access token (RFC 7519) that this server accepts."""
    now = int(time.time())
    claims = {"sub": user, "iat": now - 60, "nbf": now - 60, "exp": now + seconds, "scope": "mail"}
    signed = ".".join(_packed(one) for one in ({"typ": "JWT", "alg": "HS256"}, claims))
    seal = hmac.new(TOKEN_KEY, signed.encode(), sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(seal).rstrip(b'=').decode()}"


def _packed(part: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def certificates(home: Path) -> None:
    """A private authority, and a certificate of its for `localhost` alone."""
    authority = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    root = _signed(issuer, issuer, authority, authority, ca=True)
    server = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    leaf = _signed(name, issuer, server, authority, ca=False)
    pem = serialization.Encoding.PEM
    (home / "ca.pem").write_bytes(root.public_bytes(pem))
    (home / "server.pem").write_bytes(leaf.public_bytes(pem))
    (home / "server.key").write_bytes(
        server.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    by: ec.EllipticCurvePrivateKey,
    *,
    ca: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False
        )
    )
    if not ca:
        made = made.add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False
        )
    return made.sign(by, hashes.SHA256())
