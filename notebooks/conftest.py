"""No kernel of a notebook under test knows a key, least of all a live one.

`pytest notebooks` alone reads this file and none of the tests'.
"""

import os

os.environ.pop("STRIPE_API_KEY", None)
