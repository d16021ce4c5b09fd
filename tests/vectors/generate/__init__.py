"""Make the vectors of README.md beside this folder: `python -m tests.vectors.generate [FOLDER]`."""
