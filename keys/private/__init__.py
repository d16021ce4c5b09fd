"""Everything that opens something: vault and submit never import it (an import contract holds that)."""
