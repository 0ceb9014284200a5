"""The result of one check of `isswire doctor`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check; `advice` is empty if all is well."""

    about: str
    said: str
    advice: str = ""

    @property
    def bad(self) -> bool:
        return bool(self.advice)

    def line(self) -> str:
        mark = "WRONG" if self.bad else "ok"
        return f"{mark:6}{self.about:10}{self.said}" + (f"; {self.advice}" if self.bad else "")
