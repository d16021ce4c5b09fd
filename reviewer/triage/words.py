"""What the codes of triage are called, in English; pages translate it."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CHECKS", "DUE", "FLAGS", "REASONS", "RULES", "STATES", "URGENCIES"]

URGENCIES = ("now", "today", "tomorrow", "this week")
RULES: Mapping[str, str] = {
    "danger": "somebody is in danger now",
    "meeting": "a child is asked to a meeting",
    "listed": "a list knows a file of it",
    "child": "a child is concerned",
    "life": "a life is threatened",
    "ongoing": "it is still going on",
    "incitement": "it calls others to act",
}
DUE: Mapping[str, str] = {
    "look": "first look",
    "acknowledge": "first answer",
    "inform": "what becomes of it",
    "feedback": "what came of it",
}
STATES: Mapping[str, str] = {
    "triage": "to be looked at",
    "needs_info": "waiting for the reporter",
    "assessment": "being assessed",
    "credibility_check": "credibility being checked",
    "qualified": "assessed, to be confirmed",
    "returned": "sent back",
    "validated": "confirmed",
    "referred": "handed to the police",
    "redirected": "to another unit",
    "acknowledged": "received by the police",
    "parquet_informed": "prosecutor informed",
    "instruction_received": "prosecutor has answered",
    "under_investigation": "under investigation",
    "more_info": "more is asked for",
    "transferred": "handed over elsewhere",
    "closed_no_action": "closed by the prosecutor",
    "closed_unfounded": "closed as unfounded",
    "out_of_scope": "not for this desk",
    "reopened": "open again",
}
FLAGS: Mapping[str, str] = {
    "open": "open",
    "closed": "closed",
    "late": "past a deadline",
    "alike": "like another case",
    "aside": "set aside with a flood",
    "known-file": "a list knows a file of it",
    "danger": "somebody is in danger now",
    "anonymous": "nobody knows who sent it",
    "unanswered": "not answered yet",
    "files": "has files",
}
REASONS: Mapping[str, str] = {
    "private_dispute": "a dispute between people",
    "not_illegal": "nothing illegal in it",
    "no_content": "nothing to look at",
    "other_service": "for another service",
    "not_found": "it was not there",
    "not_credible": "it is not credible",
    "known_false": "it is known to be false",
    "copy": "a copy of another case",
}
CHECKS: Mapping[str, str] = {
    "alive": "Is the content still where it was said to be?",
    "consistent": "Does what was sent fit what was told?",
    "second_source": "Does a second source say the same?",
    "no_malice": "Is there no sign of a wish to harm somebody by it?",
}
