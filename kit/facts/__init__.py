"""What is known about Stripe Sources, as plain data: types, fields, limits, currencies.

Every other room of the kit may import from here; this one imports nothing of the kit.
"""
