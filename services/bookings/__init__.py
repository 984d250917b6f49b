"""Hours with a counsellor: opened, held, confirmed, waited for, reminded of, and how they went."""
