"""Random draws, inspections, complaints, findings and exemption from blame (measure seven). Part 6 builds it here."""
