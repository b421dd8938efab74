"""Lodestone under Apache Airflow: ingest, then report, then a look at whether the reports are fresh, once a month.

The steps are separate tasks, so that a failed report is repeated without loading again. Loading twice does no harm
either: a file that is in the lake as it is costs nothing. Compiled, and not tried under Airflow.
"""

import datetime

from airflow import DAG
from airflow.providers.standard.operators.bash import BashOperator

LODESTONE = "/opt/lodestone/jobs/lodestone"
CONFIG = "/etc/lodestone/monthly.conf"
ENVIRONMENT = {"LODESTONE_CDS": "off", "LODESTONE_BUILD": "off"}

# Airflow takes exit code 99 as "skipped"; Lodestone's 3, a quality gate, and 4, an unusable file, fail the task. The report
# is made in any case, of what did land; that the status fails then tells that something is to be looked at.
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
        env=ENVIRONMENT,
    )
    report = BashOperator(
        task_id="report",
        bash_command=f"{LODESTONE} report --config {CONFIG}",
        append_env=True,
        env=ENVIRONMENT,
        trigger_rule="all_done",
    )
    fresh = BashOperator(
        task_id="fresh",
        # The day for which this run was scheduled, also where it is repeated later.
        bash_command=f"{LODESTONE} status --config {CONFIG} --fresh-by {{{{ data_interval_end | ds }}}}",
        append_env=True,
        env=ENVIRONMENT,
        retries=0,
        trigger_rule="all_done",
    )
    ingest >> report >> fresh
