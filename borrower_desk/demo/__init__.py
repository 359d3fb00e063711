"""The story that `borrower-desk demo` tells: sample mail, sample papers, and what to do with them."""
