"""docker-compose.yml: valid, pinned, bounded, closed to the outside, and told of nothing that the programs do not know."""

import re
import subprocess
import sys

import pytest
from compose_document import ROOT, TASKS, load, readme_settings, resolved, seconds, size, text

COMPOSE = load()
SERVICES = COMPOSE["services"]
OWN = ["transaction-service", "messaging-service"]


@pytest.mark.parametrize("path", ["docker-compose.yml", "deploy/docker/loopback.yml"])
def test_it_is_valid_by_the_schema_of_compose(path):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(ROOT / path)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_service_that_cannot_be_built_is_not_in_it():
    assert set(SERVICES) == {
        "transaction-service", "messaging-service", "migrate", "kauri", "postgres", "rabbitmq", "prometheus", "grafana",
    }


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_built_here_or_pinned_to_a_version(name):
    service = SERVICES[name]
    if "build" in service:
        assert (ROOT / service["build"]["dockerfile"]).is_file()
        assert service["image"].startswith("kauri/")
    else:
        assert re.search(r":v?\d+\.\d+(\.\d+)?(-[a-z]+)?$", service["image"]), service["image"]


@pytest.mark.parametrize("name", SERVICES)
def test_it_is_watched(name):
    check = SERVICES[name]["healthcheck"]
    if name in TASKS:
        assert check == {"disable": True}
    else:
        assert check["test"][0] == "CMD" and seconds(check["timeout"]) <= seconds(check["interval"])
        assert seconds(check["start_period"]) >= 60 and check["retries"] >= 3


@pytest.mark.parametrize("name", SERVICES)
def test_it_is_bounded(name):
    service = SERVICES[name]
    limits = service["deploy"]["resources"]["limits"]
    assert float(limits["cpus"]) > 0 and size(limits["memory"]) >= 256 << 20 and limits["pids"] >= 64
    assert {"max-size", "max-file"} <= set(service["logging"]["options"])
    assert service["restart"] == ("no" if name in TASKS else "unless-stopped")


@pytest.mark.parametrize("name", SERVICES)
def test_it_has_no_more_rights_than_it_needs(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service and "network_mode" not in service and "pid" not in service
    if "build" in service:
        assert service["user"] == "10001:10001" and "cap_add" not in service


@pytest.mark.parametrize("name", OWN)
def test_the_service_can_be_scaled(name):
    service = SERVICES[name]
    assert not {"container_name", "hostname", "ports", "domainname", "mac_address"} & set(service)
    assert not any("ipv4_address" in str(network) for network in [service["networks"]])
    assert all("container_name" not in other for other in SERVICES.values())


def test_three_instances_have_something_to_do_for_every_lane():
    service = SERVICES["transaction-service"]
    # Three of them have something to do for every lane.
    environment = service["environment"]
    assert int(resolved(environment["KAURI_PARTITIONS"])) >= 3 * int(resolved(environment["KAURI_LANES"]))


@pytest.mark.parametrize("name", OWN)
def test_the_service_has_time_to_stop(name):
    service = SERVICES[name]
    # After its own limit the service gives its parts 5 s to notice.
    limit = seconds(service["environment"]["KAURI_SHUTDOWN_TIMEOUT"]) + 5
    assert seconds(service["stop_grace_period"]) > limit


@pytest.mark.parametrize(("name", "secrets"), [
    ("transaction-service", {"AMQP_URL_FILE", "DATABASE_URL_FILE", "KAURI_BANK_KEYS_FILE"}),
    ("messaging-service", {"AMQP_URL_FILE", "KAURI_TOKEN_SECRETS_FILE"}),
])
def test_the_service_knows_every_variable(name, secrets):
    environment = SERVICES[name]["environment"]
    assert set(environment) <= readme_settings()
    assert secrets <= set(environment)


@pytest.mark.parametrize("name", sorted(TASKS))
def test_the_tool_knows_every_variable(name):
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "Services/Operator").rglob("*.swift"))
    for variable in SERVICES[name]["environment"]:
        # Settings.given reads NAME, or the file that NAME_FILE names.
        assert f'"{variable.removesuffix("_FILE")}"' in sources, variable


def test_only_doors_are_published_and_only_on_loopback():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"rabbitmq", "grafana"}
    on_request = {name: service["ports"] for name, service in load("deploy/docker/loopback.yml")["services"].items()}
    assert set(on_request) == {"postgres", "prometheus"}
    for ports in [*published.values(), *on_request.values()]:
        for port in ports:
            assert resolved(port).startswith("127.0.0.1:"), port
    assert {name for name, network in COMPOSE["networks"].items() if not network.get("internal")} == {"outside"}
    assert {name for name, service in SERVICES.items() if "outside" in service["networks"]} == set(published)


def test_it_waits_for_what_it_needs():
    conditions = {}
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            conditions[name, other] = how["condition"]
            expected = "service_completed_successfully" if other in TASKS else "service_healthy"
            assert how["condition"] == expected, (name, other)
            shared = set(service["networks"]) & set(SERVICES[other]["networks"])
            assert shared or other in TASKS, f"{name} cannot reach {other}"
    assert {other for name, other in conditions if name == "transaction-service"} == {"migrate", "postgres", "rabbitmq"}
    assert {other for name, other in conditions if name == "messaging-service"} == {"rabbitmq", "transaction-service"}


def test_what_is_mounted_is_there():
    for name, service in SERVICES.items():
        for volume in service.get("volumes", []):
            source, _, rest = volume.partition(":")
            if source.startswith("."):
                assert (ROOT / source).exists() and rest.endswith(":ro"), (name, volume)
            else:
                assert source in COMPOSE["volumes"], (name, volume)


def test_the_image_has_the_target():
    from dockerfile import read

    for service in SERVICES.values():
        if "build" in service:
            stages = {stage.name for stage in read(text(service["build"]["dockerfile"]))}
            assert service["build"]["target"] in stages
