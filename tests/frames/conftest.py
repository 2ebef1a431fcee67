"""The frames' tests run the same examples each time."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "frames",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("frames")
