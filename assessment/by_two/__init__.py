"""What one person proposes and another confirms, and what two lift: vetoes, exemptions."""
