"""What passes between the rooms: a request, what a call changed, a record that masks itself.

``attach_request``   one attach, checked when it is made
``arguments``        flags, numbers, paths and parameters, checked before anything is done
``source_change``    what an attach or a detach did to a source
``answer_key``       what was planted in a practice world, as frames
``masked_dict``      a JSON object whose repr shows no secret
"""
