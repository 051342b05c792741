"""What script/bench measures, a module each. Figures are ratios: both sides in the same run."""
