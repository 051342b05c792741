"""Tests of trust/notices: who is told, what goes out, what a person sees of it."""
