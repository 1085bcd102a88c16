"""What holds for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# Every run tries the same generated examples, so that a test that fails does so for the change at hand.
# HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("same", derandomize=True)
settings.register_profile("explore", derandomize=False, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
