"""Dossiers, deliveries and signatures on paper: what staff do when a petition is delivered."""
