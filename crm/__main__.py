"""`python -m crm` is the command `crm`."""

from crm.app import main

main()
