import { ok, problem, warning, type Finding } from "../finding.ts";
import { refused, type DeepCheck } from "./check.ts";
import type { Inside } from "./inside.ts";

const graylog = "graylog";

async function checkPassword(inside: Inside): Promise<Finding[]> {
  const users = [{ user: "admin", password: "admin" }];
  return [await refused(inside, "passwords of Graylog", users, { url: "http://graylog:9000/api/system" })];
}

/** Whether Graylog's store takes messages: https://go2docs.graylog.org, REST API, `/system/indexer/cluster/health`. */
async function checkStore(inside: Inside): Promise<Finding[]> {
  const url = "http://graylog:9000/api/system/indexer/cluster/health";
  const { status, body } = await inside.ask({ url, as: "graylog" });
  const about = "Graylog's store";
  if (status !== 200) {
    return [
      problem(
        about,
        `${url} answered ${status}: ${body.slice(0, 200)}`,
        "npm run lab -- logs graylog --since 10m",
      ),
    ];
  }
  const health = (JSON.parse(body) as { status?: string }).status ?? "unknown";
  const seen = `looked at ${url}: ${health}`;
  return [
    /^(green|yellow)$/i.test(health) ? ok(about, seen) : problem(about, seen, "npm run lab -- logs graylog"),
  ];
}

/** Whether messages wait in Graylog's journal. */
async function checkJournal(inside: Inside): Promise<Finding[]> {
  const url = "http://graylog:9000/api/system/journal";
  const { status, body } = await inside.ask({ url, as: "graylog" });
  const about = "Graylog's journal";
  if (status !== 200) {
    return [warning(about, `${url} answered ${status}`)];
  }
  const { uncommitted_journal_entries: waiting = 0 } = JSON.parse(body) as {
    uncommitted_journal_entries?: number;
  };
  const seen = `looked at ${url}: ${waiting} messages wait`;
  return [waiting < 1_000 ? ok(about, seen) : warning(about, `${seen}: its store takes fewer than arrive`)];
}

/** Whether Graylog took the Wazuh indexer for the OpenSearch that it is. */
async function checkUnsupported(inside: Inside): Promise<Finding[]> {
  const line = (await inside.logs(graylog))
    .split("\n")
    .find((one) => /unsupported (search )?version/i.test(one));
  const about = "Graylog on the indexer";
  return [
    line === undefined
      ? ok(about, "looked at Graylog's log: no word of an unsupported version")
      : problem(
          about,
          `Graylog's log says: ${line.trim()}`,
          "Take lab:size: medium, where Graylog has a store of its own",
        ),
  ];
}

/** Whether start.sh could add the lab's authority to what Java trusts. */
async function checkTrust(inside: Inside): Promise<Finding[]> {
  const about = "Graylog's trust";
  return [
    /certificate was added to keystore/i.test(await inside.logs(graylog))
      ? ok(about, "looked at Graylog's log: keytool added the lab's authority")
      : problem(
          about,
          "Graylog's log does not say that keytool added the lab's authority",
          "npm run lab -- logs graylog",
        ),
  ];
}

export const graylogChecks: readonly DeepCheck[] = [
  { about: "passwords of Graylog", needs: [graylog], run: checkPassword },
  { about: "Graylog's store", needs: [graylog], profile: "full", run: checkStore },
  { about: "Graylog's journal", needs: [graylog], profile: "full", run: checkJournal },
  {
    about: "Graylog on the indexer",
    needs: [graylog],
    profile: "full",
    store: "wazuh-indexer",
    run: checkUnsupported,
  },
  { about: "Graylog's trust", needs: [graylog], profile: "full", store: "wazuh-indexer", run: checkTrust },
];
