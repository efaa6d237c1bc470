"""The benchmark: Switchroom beside native Asterisk, on one machine, in one run."""
