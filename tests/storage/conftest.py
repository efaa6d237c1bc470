"""What every test of storage needs: assertions that explain themselves, in the shared suite too."""

import pytest

pytest.register_assert_rewrite("tests.storage.contract")
pytest.register_assert_rewrite("tests.storage.directory_contract")
