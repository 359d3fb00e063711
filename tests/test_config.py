"""Secret files are the owner's alone."""

from __future__ import annotations

import pytest

from borrower_desk.config import keys_path, read_secret_file, write_secret_file
from borrower_desk.errors import VaultError


def test_a_secret_file_is_written_for_its_owner_alone(tmp_path):
    path = tmp_path / "key"

    write_secret_file(path, b"secret")

    assert path.stat().st_mode & 0o777 == 0o600
    assert read_secret_file(path) == b"secret"


def test_a_secret_file_that_others_can_read_is_refused_with_the_remedy(tmp_path):
    path = tmp_path / "key"
    path.write_bytes(b"secret")
    path.chmod(0o644)

    with pytest.raises(VaultError) as refusal:
        read_secret_file(path)

    assert refusal.value.exit_code == 4
    assert f"chmod 600 {path}" in refusal.value.hint


def test_a_secret_file_never_replaces_another(tmp_path):
    path = tmp_path / "key"
    write_secret_file(path, b"first")

    with pytest.raises(FileExistsError):
        write_secret_file(path, b"second")

    assert path.read_bytes() == b"first"


def test_the_wrapped_keys_lie_beside_the_desk(tmp_path):
    assert keys_path(tmp_path / "home.desk") == tmp_path / "home.desk.keys"
