"""The encrypted store: SQLCipher for what was opened, plain files for what stays sealed."""

from reviewer.store.db import Store, follow_key, open_store
from reviewer.store.files import EnvelopeFiles

__all__ = ["EnvelopeFiles", "Store", "follow_key", "open_store"]
