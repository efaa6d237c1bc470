"""Prompts as sound: their names, the library of rendered files, the voices that speak them, and music."""
