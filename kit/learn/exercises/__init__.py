"""The exercises of the course, a module for each chapter that has some.

Each module is called as its chapter in ``kit.learn.course`` and defines ``PREPARED``, the code
that its notebook has run before the first exercise and on which solutions build, and
``EXERCISES``, a tuple in reading order. An answer is worked out from an answer key or from an
account of its own; ``kit.learn.shared_worlds`` has those that are only read. A module here imports
rooms of the kit (``from kit.frames import plain``) and never ``kit`` itself, which is above.
"""
