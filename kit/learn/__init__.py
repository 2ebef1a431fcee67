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
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kit.learn.replies import Hint, Solution, Verdict
    from kit.learn.tutor import check, hint, solution

__all__ = ["Hint", "Solution", "Verdict", "check", "hint", "solution"]


def __getattr__(name: str) -> Any:
    # The exercises take pandas with them, and the commands ask this room for a folder alone.
    if name not in __all__:
        raise AttributeError(f"module 'kit.learn' has no attribute {name!r}")
    room = "kit.learn.tutor" if name.islower() else "kit.learn.replies"
    return globals().setdefault(name, getattr(import_module(room), name))
