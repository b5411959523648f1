"""Parliamentary Friends: the network of parliamentary friends of the Convention on Cluster Munitions."""
