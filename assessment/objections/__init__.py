"""反馈与申诉: a city contests a figure or a deduction; it is answered, decided, carried out."""
