"""`python -m crm` is the command `crm`."""

from crm.commandline import main

main()
