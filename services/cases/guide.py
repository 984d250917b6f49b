"""What an officer does by the kind of danger, and what each partner is given at most: content/cases.yaml, as people edit it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from domain.safeguarding import Danger

PARTNERS = ("police", "shelter", "hospital", "court", "legal_aid", "civil_affairs", "school")
FILE = Path(__file__).resolve().parents[2] / "content" / "cases.yaml"


class BadGuide(Exception):
    """The file is wrong. The text says where."""


class GuideStep(BaseModel):
    """One thing to do; `source` is the law's article or empty."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = Field(pattern=r"^[a-z_]{2,40}$")
    text: str = Field(min_length=4, max_length=120)
    source: str = Field(default="", max_length=80)


class Partner(BaseModel):
    """To whom a case is referred, within how many days an answer is due, and which fields may be handed over at most."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(min_length=2, max_length=30)
    days: int = Field(ge=1, le=60)
    fields: tuple[str, ...] = Field(min_length=1)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    fields: Mapping[str, str]
    partners: Mapping[str, Partner]
    everybody: tuple[GuideStep, ...]
    minor_words: tuple[Annotated[str, Field(min_length=1, max_length=10)], ...] = Field(min_length=1)
    minors: tuple[GuideStep, ...]
    kinds: Mapping[Danger, tuple[GuideStep, ...]]


@dataclass(frozen=True, slots=True)
class Guide:
    """`fields` are the words of what can be handed over, `minor_words` those that may speak of somebody under eighteen."""

    fields: Mapping[str, str]
    partners: Mapping[str, Partner]
    everybody: tuple[GuideStep, ...]
    minor_words: tuple[str, ...]
    minors: tuple[GuideStep, ...]
    kinds: Mapping[Danger, tuple[GuideStep, ...]]

    @classmethod
    def load(cls, file: Path) -> "Guide":
        """The guide. Raises BadGuide."""
        try:
            read: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
            known = _File.model_validate(read)
        except (ValueError, yaml.YAMLError) as problem:
            raise BadGuide(f"{file.name}: {problem}") from None
        unknown = {each for partner in known.partners.values() for each in partner.fields} - known.fields.keys()
        if unknown or set(known.kinds) != set(Danger) or set(known.partners) != set(PARTNERS):
            raise BadGuide(
                f"{file.name}: unknown fields {sorted(unknown)}, or a kind of danger or a partner is missing"
            )
        return cls(known.fields, known.partners, known.everybody, known.minor_words, known.minors, known.kinds)

    def steps(self, danger: Danger, *, minor: bool) -> Sequence[GuideStep]:
        """The list for a case: the law's report first where a minor is concerned."""
        return (*(self.minors if minor else ()), *self.everybody, *self.kinds[danger])


@cache
def guide() -> Guide:
    """The one of this installation, read once."""
    return Guide.load(FILE)
