"""填报: a county's draft, from the first cell to what is kept of it when it is submitted."""
