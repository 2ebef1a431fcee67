"""Charts of frames: counted in pandas first, so that a million sources draw as fast as a thousand.

Each function takes a frame and answers a Chart: an Altair chart with a title, units and colours
that can be told apart on light and dark ground. JupyterLab draws it without a network. ``.frame``
is the small frame behind it, and all that is in it: nobody's name, no e-mail address, no id.

From the outside in::

    sources_charts      status by type; cards by month of expiry
    money_charts        money that came and was not charged, by currency; duplicates
    event_charts        attached over time
    flow                how sources went on, as a flow
      | ribbons         where the bands of the flow lie
    plan_chart          the plan of an audit: what to do, and what breaks
    status_chart        how a source can go on, from kit.facts
    chart               an Altair chart that shows itself in JupyterLab and has its frame
    colours             the colours, and what they stand for

>>> import pandas as pd
>>> sources = pd.DataFrame({"type": ["card", "card"], "status": ["chargeable", "failed"]})
>>> status_by_type(sources).frame.to_dict("records")[0]
{'type': 'card', 'status': 'chargeable', 'sources': 1}
"""

from kit.charts.chart import Chart, ChartOfMany
from kit.charts.event_charts import attached_over_time
from kit.charts.flow import life_cycle
from kit.charts.money_charts import duplicates, money_waiting
from kit.charts.plan_chart import plan
from kit.charts.sources_charts import card_expiry, status_by_type
from kit.charts.status_chart import statuses

__all__ = [
    "Chart",
    "ChartOfMany",
    "attached_over_time",
    "card_expiry",
    "duplicates",
    "life_cycle",
    "money_waiting",
    "plan",
    "status_by_type",
    "statuses",
]
