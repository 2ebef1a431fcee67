"""What an offline account begins with: the practice worlds, and the builder they are told in.

From what the account uses down to the people in it::

    named                            the worlds by name, and those that files tell
    spring/, migration               the worlds with stories
    calm, calm_people                the world that is there when none is asked for
    regulars, till, trading_days     a shop's ordinary trade
    people, people_names             invented people
    planting                         from a world to the tables
    ledger                           the answer key's counts
    unfolding, source_life           from plans to objects and events
    chronicle                        what is told of it
    world, plans                     the builder: customers, sources, what happened when
    source_objects                   a source in its first second
    made_numbers                     numbers of practice people, and what they tell
"""
