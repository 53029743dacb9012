"""No test asserts a time: a busy machine must not fail one."""

from hypothesis import settings

settings.register_profile("jihe", deadline=None)
settings.load_profile("jihe")
