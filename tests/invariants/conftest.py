"""The invariants of the design are tried on whole deployments: real keys, real pages, real gunicorn."""

from __future__ import annotations

from tests.submit.conftest import built, world

__all__ = ["built", "world"]
