"""Family-education questions: answered from the knowledge base, or handed to an expert."""
