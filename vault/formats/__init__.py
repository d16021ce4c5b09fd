"""What crosses the air gap, and the board (docs/formats.md §8, §9); reviewer imports no more of vault."""

from vault.errors import BundleError, ChainError, VaultError
from vault.formats.acks import Acknowledgement
from vault.formats.board import BoardHeader
from vault.formats.chain import START, Chain
from vault.formats.segment import Segment, read_bundles
from vault.formats.staging import Staging
from vault.formats.write import Item, prepare_bundle, write_bundle

__all__ = [
    "START",
    "Acknowledgement",
    "BoardHeader",
    "BundleError",
    "Chain",
    "ChainError",
    "Item",
    "Segment",
    "Staging",
    "VaultError",
    "prepare_bundle",
    "read_bundles",
    "write_bundle",
]
