"""Imports CTranslate2 and opens the names that are in its library, and those that its cuDNN opens in turn."""
import ctypes

import ctranslate2

ctypes.CDLL("libcublas.so.12")
for part in ("graph", "ops", "cnn"):
    ctypes.CDLL(f"libcudnn_{part}.so.9")
