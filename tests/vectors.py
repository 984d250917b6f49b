"""Tests that read with the model of sentence vectors itself."""

import pytest

from services.vectors import runs_here

# Where it isn't installed though it could run, these fail: it is in the lock file.
needs_the_model = pytest.mark.skipif(not runs_here(), reason="the model is for other processors")
