"""Password hashing that leaves processor and memory to those already signed in.

Each worker process hashes one password at a time. Argon2id with the first of OWASP's parameters: a
tenth of a second of processor and 46 MB. What PBKDF2 hashed before, at five times the processor's
time, is hashed anew when its owner signs in.
"""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher

_turn = BoundedSemaphore(1)


class OneAtATimeArgon2PasswordHasher(Argon2PasswordHasher):
    """Django's own hash (same algorithm name, same strings), computed in turn."""

    time_cost = 1
    memory_cost = 47104  # KiB
    parallelism = 1

    def encode(self, password, salt):
        with _turn:
            return super().encode(password, salt)

    def verify(self, password, encoded):
        with _turn:
            return super().verify(password, encoded)


class OneAtATimePBKDF2PasswordHasher(PBKDF2PasswordHasher):
    """The hash of earlier releases, which verifies by encoding again, in turn."""

    def encode(self, password, salt, iterations=None):
        with _turn:
            return super().encode(password, salt, iterations)
