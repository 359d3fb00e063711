"""The story that `borrower-desk demo` tells: sample mail and papers, and what becomes of them."""
