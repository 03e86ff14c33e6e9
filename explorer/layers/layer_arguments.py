"""What an argument of a layer may hold: one record each, for checks, controls, text and links."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any, Literal, TypeVar, get_type_hints

from explorer.errors import SettingError
from explorer.text import N_

Form = Literal["whole", "real", "switch", "choice", "pair", "span"]
_Number = TypeVar("_Number", int, float)

_LONGEST_ECHO = 40  # characters of a refused value that a message repeats


@dataclass(frozen=True, slots=True)
class Limits:
    """The values an argument may hold.

    `form` "pair" is (rows, columns), both within `low` and `high`; "span" is (least, greatest), two
    real numbers within them. `words` are all values of a
    choice, or further ones of a pair. `empty`: None is a value too; `gaps`: a part of a pair may be
    None. `code` is the argument's letters in a link, "" where its place says which one it is.
    """

    form: Form
    low: float = 0
    high: float = 0
    words: tuple[str, ...] = ()
    empty: bool = False
    gaps: bool = False
    code: str = ""

    @property
    def accepts(self) -> str:
        """What the argument may hold, as Python writes it: `int, (int, int), 'same'`."""
        forms: dict[Form, tuple[str, ...]] = {
            "whole": ("int",),
            "real": ("float",),
            "switch": ("True", "False"),
            "choice": (),
            "pair": ("int", "(int, int)"),
            "span": ("(float, float)",),
        }
        gaps = ("(int, None)",) if self.gaps else ()
        words = (repr(word) for word in self.words)
        return ", ".join([*forms[self.form], *gaps, *words, *(("None",) if self.empty else ())])


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a layer by PyTorch's name; a `required` one has no default."""

    name: str
    limits: Limits
    required: bool
    default: Any = None

    def normalize(self, value: object) -> Any:
        """Return a value as layers keep it: one number for both axes becomes a pair.

        Raises SettingError for what this argument cannot hold.
        """
        limits = self.limits
        if (value is None and limits.empty) or (isinstance(value, str) and value in limits.words):
            return value
        if limits.form == "pair":
            return self._pair(value)
        if limits.form == "span":
            return self._span(value)
        if limits.form == "switch" and isinstance(value, bool):
            return value
        if limits.form == "whole":
            return self._whole(value)
        if limits.form == "real":
            return self._real(value)
        raise self._refusal(value)

    def _pair(self, value: object) -> tuple[int | None, int | None]:
        parts = value if isinstance(value, tuple | list) else (value, value)
        if len(parts) != 2 or value is None:
            raise self._refusal(value)
        rows, columns = (
            None if part is None and self.limits.gaps else self._whole(part) for part in parts
        )
        return rows, columns

    def _span(self, value: object) -> tuple[float, float]:
        if not isinstance(value, tuple | list) or len(value) != 2:
            raise self._refusal(value)
        least, greatest = (self._real(part) for part in value)
        if least > greatest:
            raise SettingError(
                N_("{name} begins at {least:g} and ends at {greatest:g}: swap the two"),
                name=self.name,
                least=least,
                greatest=greatest,
            )
        return least, greatest

    def _real(self, value: object) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self._refusal(value)
        return float(self._within(value))

    def _whole(self, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._refusal(value)
        return self._within(value)

    def _within(self, value: _Number) -> _Number:
        low, high = self.limits.low, self.limits.high
        if not low <= value <= high:  # refuses nan too
            raise SettingError(
                N_("{name} is {value}: choose a value from {low:,} to {high:,}"),
                name=self.name,
                value=_echo(value),
                low=low,
                high=high,
            )
        return value

    def _refusal(self, value: object) -> SettingError:
        return SettingError(
            N_("{name} cannot be {value}: choose one of {allowed}"),
            name=self.name,
            value=_echo(value),
            allowed=self.limits.accepts,
        )


def read_arguments(kind: type) -> tuple[Argument, ...]:
    """Return the arguments of a dataclass whose fields are `Annotated[…, Limits(…)]`, in order."""
    return _read_once(kind)


@cache
def _read_once(kind: type) -> tuple[Argument, ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple(
        Argument(
            each.name,
            next(mark for mark in hints[each.name].__metadata__ if isinstance(mark, Limits)),
            required=each.default is MISSING,
            default=None if each.default is MISSING else each.default,
        )
        for each in fields(kind)
    )


def _echo(value: object) -> str:
    """Write a refused value, cut where it is long; a number of many digits by its size."""
    if isinstance(value, int) and abs(value) >= 10**_LONGEST_ECHO:
        return f"{'< -' if value < 0 else '> '}10^{_LONGEST_ECHO}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    text = repr(value)
    return text if len(text) <= _LONGEST_ECHO else f"{text[:_LONGEST_ECHO]}…"
