"""The directory as a page: the org tree, its people, and the forms that change them."""
