"""Every domain-separation label and magic, written once (docs/formats.md §2, §3).

A label that served two purposes would let bytes made for one be read as the other; tests/test_house.py
proves that all differ and that each is used.
"""

from __future__ import annotations

SLOT = b"amana/v1/slot"
BODY = b"amana/v1/body"
COMMIT = b"amana/v1/commit"
IDENTITY = b"amana/v1/identity"
CODENAME = b"amana/v1/codename"
MAILBOX_READ = b"amana/v1/mailbox/read"
MAILBOX_BUCKET = b"amana/v1/mailbox/bucket"
MAILBOX_AUTHOR = b"amana/v1/mailbox/author"
AUTHOR = b"amana/v1/author"
ROOT = b"amana/v1/root"
MANIFEST = b"amana/v1/manifest"
BOARD = b"amana/v1/board"
BUNDLE_IN = b"amana/v1/bundle-in"
BUNDLE_OUT = b"amana/v1/bundle-out"
ACK = b"amana/v1/ack"
SNAPSHOT = b"amana/v1/snapshot"
CELL_TAG = b"amana/v1/cell/tag"
CELL_KEY = b"amana/v1/cell/key"
CELL_ACK = b"amana/v1/cell/ack"
WORK = b"amana/v1/work"
BOARD_DUMMY = b"amana/v1/board/dummy"
BOARD_DECOY = b"amana/v1/board/decoy"
KEYSTORE_SLOT = b"amana/v1/keystore/slot"
KEYSTORE_COMMIT = b"amana/v1/keystore/commit"
KEYSTORE_CONTENTS = b"amana/v1/keystore/contents"
KEYSTORE_STORE = b"amana/v1/keystore/store"

MAGIC_ENVELOPE = b"AMANAE\x00\x01"
MAGIC_KEY = b"AMANAK\x00\x01"
MAGIC_KEYSTORE = b"AMANAS\x00\x01"
MAGIC_MANIFEST = b"AMANAM\x00\x01"
MAGIC_BOARD = b"AMANAB\x00\x01"
MAGIC_ACK = b"AMANAA\x00\x01"
MAGIC_BUNDLE_IN = b"AMANAI\x00\x01"
MAGIC_BUNDLE_OUT = b"AMANAO\x00\x01"
