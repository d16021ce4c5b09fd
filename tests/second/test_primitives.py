"""Hold Argon2id, which is OpenSSL's here, to a third implementation."""

from __future__ import annotations

import argon2pure
import pytest

from tests.second.primitives import argon2id


@pytest.mark.parametrize(("passes", "kib", "lanes"), [(1, 8, 1), (2, 64, 1), (3, 32, 4)])
def test_argon2id_as_a_third_implementation_has_it(passes: int, kib: int, lanes: int) -> None:
    made = argon2pure.argon2(
        b"secret", b"salt" * 4, passes, kib, lanes, type_code=argon2pure.ARGON2ID, use_threads=True
    )
    assert argon2id(b"secret", b"salt" * 4, passes, kib, lanes) == made
