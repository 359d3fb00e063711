"""The parts of `tools/make_demo_samples.py`: where the words and pictures of the demo are made."""
