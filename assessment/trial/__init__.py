"""试算: what scores would be, were a figure, a rule or a choice another. Nothing is kept."""
