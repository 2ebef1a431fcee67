"""Notebooks that keep telling the truth: run again and compared, and searched for secrets.

From the outside in::

    checking                the check itself: what was saved, then pytest with nbval
      | saved_state         what can be told of a notebook without running it
      | checked_notebook    the pytest plugin: nbval, with charts compared by what they draw
      | chart_spec          a chart's specification without what means nothing
    sanitize_rules          what differs from run to run and means nothing
      | nbval_sanitize.cfg  the rules themselves, with the reasons
    rerun                   run a notebook and save it the same way every time
    scan                    secrets in cells, outputs, metadata and widget state
      | secret_shapes       what a secret looks like in text
    notebook_files          the notebooks below some paths

nbval and pytest come with the extra ``check``; ``scan`` and ``rerun`` need nothing but the kit.
"""
