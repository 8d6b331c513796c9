import test from "ava";
import { render, TemplateError } from "../../components/template.ts";
import { graylogContent } from "../../components/graylog/content.ts";
import { renderOssecConf } from "../../components/wazuh/ossec-conf.ts";

test("a value that Wazuh's XML reader would take for markup is refused, for it knows no entities", (t) => {
  const settings = { archives: true, vulnerabilityDetection: false };
  for (const url of ["https://misp/<x>", "https://misp/?a&b"]) {
    t.throws(
      () =>
        renderOssecConf({
          settings,
          indexer: undefined,
          misp: { url, publicUrl: url, key_file: "key", ca_file: "" },
        }),
      {
        instanceOf: TemplateError,
        message: /has < or &/,
      },
    );
  }
});

test("quotes, braces and unicode come back from YAML as they were given", (t) => {
  const token = `"quoted" {{braces}} 'single' \\ ünï \u2028 #: -`;
  const content = graylogContent({
    receiver: { url: "http://ticket-desk/", token },
    schedule: 1_000,
    owners: true,
  });
  t.is(
    (content.notifications[0]!["config"] as { headers: string }).headers,
    `Authorization: Bearer ${token}`,
  );
});

test("a template that names a value which was not given fails", (t) => {
  t.throws(() => render("wazuh-indexer/config/opensearch.yml", {}), { instanceOf: TemplateError });
});
