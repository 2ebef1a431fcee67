"""The command line: each command is two lines over an account or a server.

``cli``             the commands
``fault_options``   the options of ``kit offline`` that let things go wrong
``lab``             JupyterLab on the explorer notebook
"""
