"""审核: what was submitted, read beside what helps to judge it; returned, accepted, published."""
