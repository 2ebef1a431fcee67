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

from kit.learn.replies import Hint, Solution, Verdict
from kit.learn.tutor import check, hint, solution

__all__ = ["Hint", "Solution", "Verdict", "check", "hint", "solution"]
