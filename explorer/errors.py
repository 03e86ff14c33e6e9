"""One family of errors: a message template and its values, so that the interface can translate."""

from __future__ import annotations


class ExplorerError(Exception):
    """Something a visitor can mend: `template.format(**values)` says what is wrong and what to do.

    The template is the English sentence (marked with `N_`), which is also its translation key.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.values = values


class SettingError(ExplorerError):
    """A setting that no layer, kernel or run can have."""


class PictureError(ExplorerError):
    """A picture that cannot be read or is of no use here."""


class SoundError(ExplorerError):
    """A sound that cannot be read or is of no use here."""


class ClipError(ExplorerError):
    """A moving picture that cannot be read or is of no use here."""


class DownloadError(ExplorerError):
    """A file that cannot be fetched, kept or used as it arrived."""


class WeightsError(ExplorerError):
    """A file that does not hold the weights of the network it is loaded into."""
