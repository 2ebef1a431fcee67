"""The command line: each command is two lines over an account or a server.

``cli``              the group; its help and the Tab key load nothing heavy
``lab``              JupyterLab on the explorer notebook: lab_server, run_notebook
``serving``          the offline account as a server; fault_options let things go wrong
``webhooks``         webhooks sent, or an event made to happen
``looking``          customers, their sources, sources that are ready
``attaching_one``    attach, detach, and an attach as code
``attaching_many``   a file of pairs; outcome_file is what comes of it
``keeping``          an account kept in files: pull, diff, export
``migrating``        where each source goes next
``auditing``         who still depends on Sources
``doctor``           what a kit needs: doctor_machine, doctor_stripe, each finding
``learning``         how far the course has gone
``notebook_commands`` notebooks that stay true and free of secrets
``completion``       Tab in a shell

What they share: ``account_option`` and ``folder_option`` (which account, or which folder in its
place), ``printing`` (tables, JSON).
"""
