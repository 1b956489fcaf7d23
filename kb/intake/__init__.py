"""From what libraries say of a paper to a record that a contributor can finish."""
