"""What script/read_corpus runs: the labelled phrases of a corpus against what the reader reads."""
