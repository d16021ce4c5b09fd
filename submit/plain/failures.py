"""What went wrong, in the reporter's words: the sentences of the page with scripts, by the same kinds."""

from __future__ import annotations

from flask_babel import gettext

from keys.errors import CodenameError, KeysError
from keys.report import MAX_ATTACHMENTS
from submit.catalogue import marked
from submit.errors import SubmitError, TokenError
from vault.errors import VaultError

__all__ = ["sentence"]

_SENTENCES = {
    "early": marked(
        "This page was sent too quickly, as machines do. Wait {seconds} seconds, then press the button again."
    ),
    "expired": marked("This page was open for too long. Wait a little, then press the button again."),
    "large": marked(
        "This is too large for this site. Remove a file, or choose smaller ones, and send again."
    ),
    "full": marked(
        "This site has no room left just now. What you wrote is still here: try again in a few hours."
    ),
    "busy": marked(
        "This site is very busy just now. What you wrote is still here: try again in a few minutes."
    ),
    "slow": marked(
        "The line was too slow. What you wrote is still here: try again, without files if you can."
    ),
    "bounds": marked("At most {count} files can be attached."),
    "multipart": marked("A file did not arrive whole. Choose the files again, then press the button again."),
    "report": marked(
        "The text and the addresses together are too long. Shorten them a little and send again."
    ),
    "word": marked("Word {position} is not a codename word. Check how it is written."),
    "length": marked("A codename has 7 English words, 9 words in French, Spanish or Arabic, or 28 digits."),
    "check": marked("There is a slip in this codename. Compare each word with what you wrote down."),
    "signature": marked(
        "The answers on this site are not signed by its reviewers, so they are not shown. "
        "Look again later, or from another network."
    ),
    "deployment": marked("The answers on this site belong to another one, so they are not shown."),
    "board-hash": marked("The answers arrived damaged or altered, so they are not shown. Try again."),
    "cell": marked(
        "An answer was found but is damaged or altered, so it is not shown. Look again after the next date."
    ),
}
_SEALED = {
    "magic": marked("This is not a sealed file. Choose the one whose name ends in .amana."),
    "version": marked(
        "This file was sealed for another version of this site. Seal the report again with the newest page "
        "or kit."
    ),
    "size": marked(
        "This is not a sealed file, or it is not whole. Choose the one whose name ends in .amana."
    ),
    "epoch": marked(
        "This file was sealed for another week, or the date of this device is wrong. Check the date; if it "
        "is right, seal the report again."
    ),
}
_UNKNOWN = marked("Something went wrong ({kind}). What you wrote is still here: try again.")


def sentence(error: KeysError | VaultError | SubmitError, *, sealed: bool = False) -> str:
    """Say an error in the locale in force; ``sealed`` if a sealed file was what came."""
    known = (sealed and _SEALED.get(error.kind)) or _SENTENCES.get(error.kind, _UNKNOWN)
    return str(gettext(known)).format(
        kind=error.kind,
        count=MAX_ATTACHMENTS,
        position=error.position if isinstance(error, CodenameError) else 0,
        seconds=error.seconds if isinstance(error, TokenError) else 0,
    )
