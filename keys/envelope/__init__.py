"""Envelope v1 (docs/formats.md §5): written here; opened only in keys/private."""

from keys.envelope.header import EnvelopeKeys, peek_epoch
from keys.envelope.seal import seal

__all__ = ["EnvelopeKeys", "peek_epoch", "seal"]
