"""Tests of assessment/objections."""
