import { createHash } from "node:crypto";
import { connect } from "node:net";
import test from "ava";
import { settingsFrom } from "../../../rehearsal/graylog/settings.ts";
import { temporaryFolder } from "../support/folder.ts";
import { receiveLines } from "../support/line-receiver.ts";
import { graylog, matchAlert, rawInput, wazuhContent } from "./support.ts";

test("every line is a message, with what the input knows of it", async (t) => {
  const server = await graylog(t);
  const id = await rawInput(server);
  await server.send(id, "one", "", "two\r", "Grüße 🦊");
  const found = await server.find("*", 3);
  t.deepEqual(
    found.map(({ message }) => message),
    ["one", "two", "Grüße 🦊"],
  );
  t.like(found[0], {
    source: "127.0.0.1",
    feed: "wazuh",
    gl2_source_input: id,
    gl2_remote_ip: "127.0.0.1",
    gl2_input_message_size: 3,
    streams: ["000000000000000000000001"],
  });
  t.regex(String(found[0]?.["gl2_receive_timestamp"]), /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3}$/);
  t.regex(String(found[0]?.["gl2_message_id"]), /^[0-9A-HJKMNP-TV-Z]{26}$/);
});

test("a line longer than allowed is lost, and the next one with its connection", async (t) => {
  const server = await graylog(t);
  const id = await rawInput(server, { max_message_size: 1000 });
  const port = server.graylog.inputs.port(id) ?? 0;
  const closed = await new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`first\n${"x".repeat(2000)}\nlost\n`));
    socket.on("error", () => undefined).on("close", () => resolve(true));
    socket.resume();
  });
  t.true(closed);
  await server.send(id, "another connection");
  const found = await server.find("*", 2);
  t.deepEqual(
    found.map(({ message }) => message),
    ["first", "another connection"],
  );
});

test("an input whose port is taken is FAILED and says why, and runs when it is started again", async (t) => {
  const server = await graylog(t);
  const taken = await receiveLines();
  const id = await rawInput(server, { port: taken.port });
  const state = async (): Promise<unknown> => (await server.ask("GET", `/system/inputstates/${id}`)).json();
  t.like(await state(), { state: "FAILED", message_input: { id } });
  t.regex(JSON.stringify(await state()), /bind\(\.\.\) failed: .*EADDRINUSE/);
  await taken.close();
  await server.ask("PUT", `/system/inputstates/${id}`);
  t.like(await state(), { state: "RUNNING", detailed_message: null });
  await server.ask("DELETE", `/system/inputs/${id}`);
  t.is((await server.ask("GET", `/system/inputstates/${id}`)).status, 404);
});

test("an extractor, once made, reads what comes, and stops when it is deleted", async (t) => {
  const server = await graylog(t);
  const id = await rawInput(server);
  const body = {
    title: "json",
    cursor_strategy: "copy",
    source_field: "message",
    target_field: "",
    extractor_type: "json",
    extractor_config: { key_prefix: "wazuh_", flatten: false },
    converters: [],
    condition_type: "none",
    condition_value: "",
    order: 0,
  };
  const wrong = await server.ask("POST", `/system/inputs/${id}/extractors`, { ...body, cut_or_copy: "copy" });
  t.is(wrong.status, 400);
  t.is(
    (await server.ask("POST", `/system/inputs/${id}/extractors`, { ...body, converters: {} })).status,
    500,
  );
  const made = await server.ask("POST", `/system/inputs/${id}/extractors`, body);
  t.is(made.status, 201);
  await server.send(id, '{"rule":{"id":"550"}}', "no json");
  t.is((await server.find("wazuh_rule_id:550")).length, 1);
  t.is((await server.find("_exists_:gl2_processing_error")).length, 1);
  const { extractor_id } = made.json() as { extractor_id: string };
  await server.ask("DELETE", `/system/inputs/${id}/extractors/${extractor_id}`);
  await server.send(id, '{"rule":{"id":"551"}}');
  const all = await server.find("*", 3);
  t.false(all.some((message) => message["wazuh_rule_id"] === "551"));
});

test("a restart finds the configuration, the messages and the next windows as they were", async (t) => {
  const data = temporaryFolder(t);
  const first = await graylog(t, { data });
  const { inputId, streamId } = await wazuhContent(first);
  await first.send(inputId, matchAlert("iabg.de", "win10", Date.now()));
  await first.find("wazuh_data_misp_value:iabg.de");
  const { node_id } = (await first.ask("GET", "/system")).json() as { node_id: string };
  await first.stop();

  const second = await graylog(t, { data });
  t.like((await second.ask("GET", "/system")).json(), { node_id });
  t.like((await second.find("wazuh_data_misp_value:iabg.de"))[0], { streams: [streamId] });
  t.like((await second.ask("GET", `/system/inputstates/${inputId}`)).json(), { state: "RUNNING" });
  await second.send(inputId, matchAlert("second.test", "win10", Date.now()));
  t.is((await second.find("wazuh_data_misp_value:second.test")).length, 1);
});

test("2000 lines of one connection are all found", async (t) => {
  const server = await graylog(t);
  const { inputId } = await wazuhContent(server);
  const lines = Array.from({ length: 2000 }, (_, index) => matchAlert(`p${index}.test`, "win10", Date.now()));
  await server.send(inputId, ...lines);
  t.is((await server.find("wazuh_rule_id:100622", 2000)).length, 2000);
});

test("the environment is read as Graylog reads it, and a short secret or no password is refused", (t) => {
  const good = {
    GRAYLOG_PASSWORD_SECRET: "s".repeat(64),
    GRAYLOG_ROOT_PASSWORD_SHA2: createHash("sha256").update("x").digest("hex"),
  };
  t.like(settingsFrom(good), { address: "0.0.0.0", port: 9000, rootUser: "admin", flushInterval: 1000 });
  t.like(settingsFrom({ ...good, GRAYLOG_HTTP_BIND_ADDRESS: "127.0.0.1:9001" }), {
    address: "127.0.0.1",
    port: 9001,
  });
  t.throws(() => settingsFrom({ ...good, GRAYLOG_PASSWORD_SECRET: "short" }), {
    message: /minimum length for "password_secret" is 16/,
  });
  t.throws(() => settingsFrom({ ...good, GRAYLOG_ROOT_PASSWORD_SHA2: "" }), {
    message: /root_password_sha2/,
  });
});
