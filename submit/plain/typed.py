"""What a form brought, as people typed it: kept to be shown again whenever the form comes back."""

from __future__ import annotations

from collections.abc import Iterable

from submit.errors import FormError
from submit.plain.multipart import Fields

__all__ = ["NOTHING", "Typed"]


class Typed:
    """The fields of one form by name; its repr shows nothing."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields

    def text(self, name: str) -> str:
        """Return a field's text with line feeds only, and nothing around it.

        Raises:
            FormError: ``order``, the field came twice.
        """
        values = self._fields.get(name, ("",))
        if len(values) > 1:
            raise FormError("order", "A field of this form came twice.")
        return values[0].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()

    def line(self, name: str) -> str:
        """Return a field's text as one line."""
        return " ".join(self.text(name).split())

    def one(self, name: str, among: Iterable[str]) -> str:
        """Return the code chosen in a group, or nothing for none or one that is not offered."""
        value = self.text(name)
        return value if value in among else ""

    def several(self, name: str, among: Iterable[str]) -> list[str]:
        """Return the codes ticked in a group, in the order in which they are offered."""
        ticked = set(self._fields.get(name, ()))
        return [code for code in among if code in ticked]

    def chose(self, name: str, value: str, preset: bool) -> bool:  # noqa: FBT001 - called from templates
        """Whether a choice is marked; an untouched form marks what is preset."""
        return value in self._fields[name] if name in self._fields else preset


NOTHING = Typed({})
