"""Keep envelopes until the desk has signed for them.

The promise: what ``accept`` has returned an id for is kept, whole, through ``kill -9``, power loss and a
full disk, until the desk's acknowledgement and seven days more. A commit is one synced append to SQLite's
write-ahead log (``synchronous=FULL``); a file is synced, named, and its folder synced, before the commit that
speaks of it.

What a copy of the folder tells: how many envelopes came on which day, their sizes, which bundle carried
them. It must not tell their order. Rows are keyed by hash and know a day only; there are no row numbers;
freed pages are zeroed. Once no envelope has come for half a minute, the log is emptied and the database
rewritten in the order of its keys (``Store.settle``), so that neither the log nor the place of a page tells
more than the rows do. Files carry the day as their time.

What it still shows, for the threat model: in the first half minute, and while more than 64 MiB wait, the log
and the layout of the newest pages; of a large envelope, which is a file, the inode's number, change time and
birth time; the change times of folder and database, that is, of the last arrival; two exports on one day,
which split that day in two; and what a disk keeps of blocks it has given up.
"""

from vault.store.core import Store, create_store, open_store

__all__ = ["Store", "create_store", "open_store"]
