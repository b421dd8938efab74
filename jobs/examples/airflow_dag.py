"""Lodestone under Apache Airflow: ingest, then report, once a month.

The two steps are separate tasks, so that a failed report is repeated without loading again. Loading twice does no harm
either: a file that is in the lake as it is costs nothing.
"""

import datetime

from airflow import DAG
from airflow.providers.standard.operators.bash import BashOperator

LODESTONE = "/opt/lodestone/jobs/lodestone"
CONFIG = "/etc/lodestone/monthly.conf"

# Airflow takes exit code 99 as "skipped"; Lodestone's 3, a quality gate, and 4, an unusable file, fail the task. To go on
# to the report with what did land, let that task run in any case: trigger_rule="all_done".
with DAG(
    dag_id="lodestone_monthly",
    schedule="15 6 18 * *",
    start_date=datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 1, "retry_delay": datetime.timedelta(minutes=10)},
) as dag:
    ingest = BashOperator(
        task_id="ingest",
        bash_command=f"{LODESTONE} ingest --config {CONFIG}",
        append_env=True,
        env={"LODESTONE_CDS": "off"},
    )
    report = BashOperator(
        task_id="report",
        bash_command=f"{LODESTONE} report --config {CONFIG}",
        append_env=True,
        env={"LODESTONE_CDS": "off"},
    )
    ingest >> report
