"""加分申报: a city claims a bonus with what proves it; the office decides, the cell follows."""
