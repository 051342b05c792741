"""Password hashing that leaves processor time to those already signed in."""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import PBKDF2PasswordHasher

#: One check costs about 0.4 s of processor; each worker process does one at a time.
_turn = BoundedSemaphore(1)


class OneAtATimePBKDF2PasswordHasher(PBKDF2PasswordHasher):
    """Django's own hash (same algorithm name, same strings), computed in turn."""

    def encode(self, password, salt, iterations=None):
        with _turn:
            return super().encode(password, salt, iterations)
