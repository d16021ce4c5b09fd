"""What the ceremony says, by name; in other languages by the catalogues of keys/tongue.py."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["SAID"]

# Values in braces are put in.
SAID: Mapping[str, str] = {
    "welcome": (
        "This makes the keys of a new deployment. Sit at a computer that has never been online "
        "and never will be. It takes about fifteen minutes; whatever is settled stays if you "
        "stop, and the same command goes on."
    ),
    "back": "Type < to be asked the question before again.",
    "settled": "What came before is made already, or there is nothing before. Go on from here.",
    "taken-out": "{name} is taken out again.",
    "resumed": "Going on from where you stopped.",
    "step": "Step {number} of {count}: {title}",
    "title-names": "The organisation",
    "title-dice": "Dice, if you like",
    "title-signers": "Root signers",
    "title-team": "The team: {lane}",
    "title-sign": "Signing",
    "name": "Name in {language}",
    "oversight": "Also a second team, oversight, for reports about the desk itself?",
    "dice": (
        "Throw a die, 100 times for full strength, and type the numbers; or press Enter to trust "
        "the computer alone. Dice are added to the computer's randomness and can only make it "
        "better."
    ),
    "rolls": "Rolls",
    "bits": "{bits} bits from your dice.",
    "signers": (
        "Root signers say which keys are the right ones. Each keeps a stick of their own, apart "
        "from the others; enough of them must sign every change."
    ),
    "how-many-signers": "How many root signers",
    "how-many-needed": "How many of them must sign",
    "signer-name": "Name of signer {number}",
    "signer-folder": "Folder of {name}'s stick",
    "offer": "A strong passphrase for {name}, made just now: {passphrase}",
    "passphrase": "{name}: type it, or one of your own; nobody else looks",
    "again": "Once more",
    "hidden": "Your passphrase",
    "supervisor": "A supervisor's passphrase, to sign the transcript",
    "differ": "The two are not the same. Once more from the start.",
    "team": (
        "Who works here? A supervisor publishes and adds people, a reviewer reads and answers, a "
        "custodian unlocks names that were declared, an auditor reads the log. One person may be "
        "several."
    ),
    "person-name": "Name (Enter when all are there)",
    "person-roles": "Roles of {name}: supervisor, reviewer, custodian, auditor",
    "two-custodians": "Ask for two custodians to open a declared name?",
    "shares": (
        "Recovery shares bring everything back if this computer is lost. Each goes to one person "
        "who keeps it on paper."
    ),
    "how-many-groups": "How many groups share it (one is usual)",
    "group-name": "Name of group {number}",
    "group-shares": "How many shares for {name}",
    "group-open": "How many of them stand for {name}",
    "groups-open": "How many groups bring it back",
    "how-many-shares": "How many shares",
    "how-many-open": "How many of them bring it back",
    "making": "Making the keys of thirteen weeks. This takes a moment.",
    "print": (
        "Print {path} now, one page a holder. It is overwritten after the drill. Press Enter when"
        " it is printed."
    ),
    "drill": (
        "The drill: type shares back from paper until they are enough. Only what was really recovered can "
        "be relied on."
    ),
    "share": "Words of a share",
    "maybe": "Perhaps: {words}",
    "drill-done": "Recovered. The shares work; the sheet file is gone.",
    "sign": "{needed} of the signers sign the first manifest now, each with their stick.",
    "signer-again": "Folder of a signer's stick",
    "signed-by": "Signed by {name}.",
    "fingerprint": "The root fingerprint, for posters. Read it aloud; everybody writes it down:",
    "done": (
        "Done. Take {server} to the server on a stick, keep a copy of the keystore files with the"
        " shares, and file {transcript}."
    ),
}
