"""The second engine of our telephones: baresip, for the Pythons that pjsua2 has no wheel for."""
