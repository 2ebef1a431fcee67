"""The command line: each command is two lines over an account or a server.

``cli``             the commands
``keeping``         those that keep an account in files
``account_option``  the options that choose an account
``webhooks``        those that send webhooks, or make one happen
``fault_options``   the options of ``kit offline`` that let things go wrong
``lab``             JupyterLab on the explorer notebook
"""
