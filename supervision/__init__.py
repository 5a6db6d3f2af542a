"""Draws, inspections, complaints, findings and exemption from blame (measure seven); part 6."""
