"""An integration of the kind that is common: Python, requests, one GET for each value, no store. Written for the
comparison, after what such scripts do, and with none of their faults that would stop it."""

import ipaddress
import json
import re
import socket
import sys

import requests


def values(alert):
    data = alert.get("data", {}).get("win", {}).get("eventdata", {})
    found = []
    if "queryName" in data:
        found.append(data["queryName"])
    if "destinationIp" in data and ipaddress.ip_address(data["destinationIp"]).is_global:
        found.append(data["destinationIp"])
    match = re.search(r"SHA256=([0-9a-fA-F]{64})", data.get("hashes", ""))
    if match:
        found.append(match.group(1))
    return found


def main():
    alert_file, key, url, queue, ca = sys.argv[1:6]
    with open(alert_file) as file:
        alert = json.load(file)
    for value in values(alert):
        response = requests.get(
            f"{url}/attributes/restSearch/value:{value}",
            headers={"Authorization": key, "Accept": "application/json"},
            verify=ca or True,
            timeout=10,
        )
        attributes = response.json()["response"]["Attribute"]
        if not attributes:
            continue
        first = attributes[0]
        event = {
            "integration": "misp",
            "misp": {
                "value": first["value"],
                "type": first["type"],
                "category": first["category"],
                "event_id": first["event_id"],
                "source": {"alert_id": alert["id"], "description": alert["rule"]["description"]},
            },
        }
        agent = alert["agent"]
        line = f"1:[{agent['id']}] ({agent['name']}) {agent.get('ip', 'any')}->misp:{json.dumps(event)}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.connect(queue)
            sender.send(line.encode())
        return


main()
