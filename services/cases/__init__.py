"""What happens after somebody has written in danger: one case a person, with an owner, until two people have closed it."""
