"""Prometheus on the real configuration against the real service: targets, rules, alarms, and the dashboard's queries."""

import json
import re
import subprocess
from urllib.parse import quote

import pytest
import yaml
from compose_document import ROOT, load, readme_metrics, size, text
from world import eventually

FOLDER = ROOT / "deploy/prometheus"
CONFIGURATION = yaml.safe_load(text("deploy/prometheus/prometheus.yml"))
RULES = [rule for group in yaml.safe_load(text("deploy/prometheus/rules.yml"))["groups"] for rule in group["rules"]]
DASHBOARD = json.loads(text("deploy/grafana/dashboards/ledger.json"))
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
QUERIES = sorted({target["expr"].replace("$__rate_interval", "1m") for panel in PANELS for target in panel["targets"]})
COMPOSE = load()["services"]


def promtool(*arguments, **options):
    return subprocess.run(["promtool", *arguments], capture_output=True, text=True, check=False, timeout=120, **options)


def names(expression):
    """The metrics in an expression; what is between braces are labels, but for a name that is matched there."""
    bare = re.sub(r"\{[^}]*\}", "", expression)
    return set(re.findall(r"\b(?:kauri[_:][a-z0-9_:]+|process_\w+|rabbitmq_\w+)\b", bare))


def expanded(families):
    """The names of the samples of each family."""
    for name, kind in families.items():
        yield from [name] if kind != "histogram" else [f"{name}{end}" for end in ["_bucket", "_sum", "_count"]]


@pytest.mark.parametrize("arguments", [
    ("check", "config", "prometheus.yml"), ("check", "rules", "rules.yml"), ("test", "rules", "rules.test.yml")])
def test_promtool_finds_no_fault(arguments):
    checked = promtool(*arguments, cwd=FOLDER)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_alarm_was_seen_ringing():
    alarms = {rule["alert"] for rule in RULES if "alert" in rule}
    seen = re.findall(r'alertname="(\w+)"', text("deploy/prometheus/rules.test.yml"))
    assert set(seen) == alarms


def test_an_alarm_says_how_bad_it_is_and_what_to_do():
    for rule in RULES:
        if "alert" in rule:
            assert rule["labels"]["severity"] in {"page", "ticket"}, rule["alert"]
            assert {"summary", "description"} == set(rule["annotations"]), rule["alert"]


def test_targets_are_services_that_it_can_reach():
    own = set(COMPOSE["prometheus"]["networks"])
    for job in CONFIGURATION["scrape_configs"]:
        for dns in job.get("dns_sd_configs", []):
            for name in dns["names"]:
                assert own & set(COMPOSE[name]["networks"]) and str(dns["port"]) in COMPOSE[name]["expose"]
        for static in job.get("static_configs", []):
            for target in static["targets"]:
                host = target.split(":")[0]
                assert host == "localhost" or own & set(COMPOSE[host]["networks"]), target


def test_memory_is_told_before_the_limit_kills():
    (limit,) = [rule for rule in RULES if rule.get("alert") == "LedgerMemoryGrows"]
    bound = float(limit["expr"].split(">")[1])
    allowed = size(COMPOSE["transaction-service"]["deploy"]["resources"]["limits"]["memory"])
    assert 0.5 * allowed < bound < 0.9 * allowed


def test_the_metrics_are_as_prometheus_wants_them(programs):
    checked = promtool("check", "metrics", input=programs.metrics())
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_targets_are_up(monitoring):
    def all_up():
        targets = monitoring.ask("targets")["activeTargets"]
        assert {target["health"] for target in targets} == {"up"}, [target["lastError"] for target in targets]
        return targets

    targets = eventually("all targets are up", all_up)
    assert [target["labels"]["job"] for target in targets].count("transaction-service") == 1
    assert {target["labels"]["job"] for target in targets} == {job["job_name"] for job in CONFIGURATION["scrape_configs"]}


def test_the_rules_are_evaluated(monitoring):
    def evaluated():
        rules = [rule for group in monitoring.ask("rules")["groups"] for rule in group["rules"]]
        assert {rule["health"] for rule in rules} == {"ok"}, [rule.get("lastError") for rule in rules]
        return rules

    rules = eventually("all rules are evaluated", evaluated)
    assert {rule["name"] for rule in rules} == {rule.get("alert") or rule["record"] for rule in RULES}
    ringing = [rule["name"] for rule in rules if rule.get("state") == "firing" and rule["name"].startswith("Ledger")]
    assert ringing == []


@pytest.fixture(scope="module")
def existing(programs, broker, monitoring):
    """The names of all samples that the service and the broker can give."""
    from world import fetch

    place = f"http://127.0.0.1:{broker.metrics_port}/metrics"
    family = "?family=queue_coarse_metrics&family=queue_consumer_count"
    pages = programs.metrics() + fetch(place) + fetch(f"{place}/detailed{family}")
    families = dict(re.findall(r"^# TYPE (\w+) (\w+)$", pages, re.M)) | readme_metrics()
    return set(expanded(families)) | {rule["record"] for rule in RULES if "record" in rule}


@pytest.mark.parametrize("rule", [rule.get("alert") or rule["record"] for rule in RULES])
def test_a_rule_asks_for_what_exists(rule, existing):
    (expression,) = [r["expr"] for r in RULES if (r.get("alert") or r["record"]) == rule]
    assert names(expression) <= existing
    assert names(expression) or "up{" in expression


def test_the_dashboard_asks_for_what_exists(existing):
    asked = set().union(*map(names, QUERIES))
    assert asked <= existing and len(asked) > 20


def test_nothing_that_the_service_counts_is_invisible():
    shown = set().union(*map(names, QUERIES + [rule["expr"] for rule in RULES]))
    everything = [re.search(r'__name__=~"([^"]+)"', query) for query in QUERIES]
    for name, kind in readme_metrics().items():
        by_name = any(sample in shown for sample in expanded({name: kind}))
        assert by_name or any(match and re.fullmatch(match[1], name) for match in everything), name


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_of_the_dashboard_can_be_answered(query, monitoring):
    monitoring.ask(f"query?query={quote(query)}")


def test_the_dashboard_is_drawn_from_the_data_source_that_is_provisioned():
    (source,) = yaml.safe_load(text("deploy/grafana/provisioning/datasources/prometheus.yml"))["datasources"]
    for panel in PANELS:
        assert panel["datasource"] == {"type": source["type"], "uid": source["uid"]}
        assert all(target["datasource"] == panel["datasource"] for target in panel["targets"])
    host, port = re.fullmatch(r"http://([\w-]+):(\d+)", source["url"]).groups()
    assert port in COMPOSE[host]["expose"] and set(COMPOSE[host]["networks"]) & set(COMPOSE["grafana"]["networks"])
    (provider,) = yaml.safe_load(text("deploy/grafana/provisioning/dashboards/kauri.yml"))["providers"]
    mounted = dict(volume.removesuffix(":ro").split(":") for volume in COMPOSE["grafana"]["volumes"] if "./" in volume)
    assert {v: k for k, v in mounted.items()}[provider["options"]["path"]] == "./deploy/grafana/dashboards"


def test_panels_do_not_overlap():
    taken = set()
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert place["x"] + place["w"] <= 24 and not cells & taken, panel["title"]
        taken |= cells
