"""The custody log: every act of a person, chained and signed, from which all that people decided follows."""
