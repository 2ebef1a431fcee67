"""Stripe Source Kit: attach payment sources, see exactly what happened, work on with frames."""
