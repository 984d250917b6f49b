"""What people typed, in the form in which it is kept: without what nobody sees."""

import re
import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_NOT_OF_A_NAME = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})  # rare characters of names may lie in the private area
# Unicode's letters and marks that show nothing (fillers, variation selectors, what is reserved for more of them), and marks
# above and below that no letter took in.
_UNSEEN = re.compile(
    "[\u0300-\u036f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u2065\u20d0-\u20ff\u2800\u3164"
    "\ufe00-\ufe0f\ufe20-\ufe2f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_DOT = "\u00b7"
_DOTS = re.compile("[.\u00b7\u2022\u2027\u2219\u22c5\u2e31\u30fb]+")


def clean(text: str) -> str:
    """`text` as it is checked and shown: composed, without what can't be seen. Takes any text."""
    composed = unicodedata.normalize("NFC", text)
    kept = (each for each in composed if each == "\n" or unicodedata.category(each) not in _HIDDEN)
    return "".join(kept).strip()


def one_line(text: str) -> str:
    """The same on one line, with single spaces. Takes any text."""
    return " ".join(clean(" ".join(text.split())).split())


def plain_name(name: str) -> str:
    """
    A person's name in the one form in which it is kept and compared: no white space, nothing that can't be seen,
    compatibility forms made ordinary, one dot between its parts. Takes any text; what has no letter at all is left empty.
    """
    composed = unicodedata.normalize("NFKC", name)
    letters = (each for each in composed if unicodedata.category(each) not in _NOT_OF_A_NAME)
    seen = unicodedata.normalize("NFKC", _UNSEEN.sub("", "".join(letters)))
    return _DOTS.sub(_DOT, seen).strip(_DOT)
