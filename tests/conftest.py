"""No test asserts a time: a busy machine must not fail one."""

from hypothesis import settings

settings.register_profile("jihe")
settings.load_profile("jihe")
