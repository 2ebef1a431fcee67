"""What an offline account begins with: the practice worlds.

::

    calm, calm_people    the world that is there when none is asked for
"""
