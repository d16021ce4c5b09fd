"""The invariants of the design are tried on whole deployments: real keys, real pages, real gunicorn."""

from __future__ import annotations

from tests.submit.conftest import built, new_world, world

__all__ = ["built", "new_world", "world"]
