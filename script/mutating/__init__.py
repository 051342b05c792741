"""What script/mutants does: which changes there are, and whether the tests notice one."""
