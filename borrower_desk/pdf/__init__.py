"""Typesetting, page work and pictures; hides typst, pikepdf, pypdf, pypdfium2 and Pillow."""
