"""What members adapt and use: model texts for parliament, papers about the Convention, and documents to enclose."""
