"""The course's exercises: check an answer, take a hint, see a solution.

From the outside in::

    tutor                check, hint, solution
    replies              what these show in a notebook
    course               the chapters in reading order, and where an exercise is found
      | exercises/       the exercises, a module for each chapter
      | shared_worlds    offline accounts that answers are worked out from
      | exercise         what an exercise is, and a mistake
    comparison           an answer held beside the right one, by what it means
      | table_differences, number_differences    what is wrong with a frame, with a number
      | tables, plain_values                     whatever pandas and Python call a value
    standing             how far a learner has come, for them and for whoever leads them
      | learner_record   what the learner did, in a file of their own
    learner_folder       a learner's own copies of the notebooks

>>> from kit.learn import check
>>> check("q0", 12)
Traceback (most recent call last):
...
kit.errors.InvalidInput: There is no exercise 'q0'...
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from kit.learn.replies import Hint, Solution, Verdict
    from kit.learn.tutor import check, hint, solution

__all__ = ["Hint", "Solution", "Verdict", "check", "hint", "solution"]

#: The command line asks this room where a learner's folder is, and waits for no exercise.
_PLACES: Final = {
    **dict.fromkeys(("Hint", "Solution", "Verdict"), "kit.learn.replies"),
    **dict.fromkeys(("check", "hint", "solution"), "kit.learn.tutor"),
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'kit.learn' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return __all__
