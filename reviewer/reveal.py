"""Reveal a declared identity: it takes the custodians' key, and a reason that is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from keys.errors import NotForMeError
from keys.private import identity
from keys.private.hybrid import pair
from keys.private.session import Session
from keys.report import Report
from reviewer import cases
from reviewer.custody.entry import Act
from reviewer.custody.log import record
from reviewer.errors import RequestError
from reviewer.originals import original
from reviewer.workstation import Workstation

__all__ = ["MAX_REASON", "reveal"]

MAX_REASON = 1000


def reveal(
    station: Workstation, typed_case: str, reason: str, custodians: Sequence[Session] = ()
) -> Mapping[str, str]:
    """Return name, number and contact as the reporter declared them.

    The key is that of the first of ``custodians``, others having joined; without any, of who is here.

    Raises:
        RequestError: ``case``; ``reason``, it is empty or too long; ``identity``, none is declared;
            ``identity-key``, the key is not in this keystore. Nothing is written down then.
        FormatError: ``identity``, what was sealed is malformed.
        WorkstationError, UntrustedError: the original is missing or damaged.
    """
    written = reason.strip()
    if not 1 <= len(written) <= MAX_REASON:
        raise RequestError("reason", f"Say why, in 1 to {MAX_REASON} characters: it is written down.")
    summary = cases.find(station.store, typed_case)
    row = station.store.row(
        "SELECT envelope FROM messages WHERE case_number = ? AND identity = 'declared' "
        "ORDER BY position LIMIT 1",
        (summary.number,),
    )
    if row is None:
        raise RequestError("identity", f"No identity was declared in {summary.label}.")
    with original(station, row["envelope"]) as (_, opened):
        declared = _open(station, opened.report, custodians[0] if custodians else station.session)
    names = [each.me()[0].name for each in custodians]
    record(station, Act(name="reveal", case=summary.author, body={"custodians": names}, text=written))
    return declared


def _open(station: Workstation, report: Report, custodian: Session) -> Mapping[str, str]:
    for quarter, private in sorted(custodian.identity().items(), reverse=True):
        try:
            return identity.reveal(
                report, deployment=station.deployment, quarter=quarter, recipient=pair(private)
            )
        except NotForMeError:
            continue
    raise RequestError(
        "identity-key",
        "No identity key held here opens this declared identity. It takes the custodian's keystore.",
    )
