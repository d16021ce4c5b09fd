"""Wishes to delete the answers: each withdraws what was written before it came, and nothing after."""

from __future__ import annotations

from reviewer.store import Store

__all__ = ["withdraw"]

# "Before" by the stamps of acts, so that it is the same on every workstation, in whatever order things came.
_WITHDRAW = """
UPDATE replies SET withdrawn = (
    SELECT messages.envelope FROM messages
      JOIN envelopes ON envelopes.id = messages.envelope
      JOIN acts ON acts.station = envelopes.station AND acts.number = envelopes.entry
     WHERE messages.case_number = replies.case_number AND messages.kind = 'erase'
       AND (acts.clock, acts.station) > (replies.clock, replies.station)
     ORDER BY acts.clock, acts.station LIMIT 1)
 WHERE case_number = ?
"""


def withdraw(store: Store, case: int) -> None:
    """Mark each reply of a case with the first wish that came after it, where one did."""
    store.run(_WITHDRAW, (case,))
