import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { keep } from "../../configurator/converge.ts";
import { StatusFile, type Status } from "../../configurator/status.ts";
import { until } from "../helpers/until.ts";

const pace = { retry: 5, recheck: 5 };

async function statusFile(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), "configurator-"));
  const stopping = new AbortController();
  t.teardown(async () => {
    stopping.abort();
    await rm(folder, { recursive: true });
  });
  const path = join(folder, "status.json");
  return {
    file: new StatusFile(path),
    signal: stopping.signal,
    read: async () => JSON.parse(await readFile(path, "utf8")) as Status,
  };
}

test("a system is waiting with the reason until it converges, and then ready with the proof", async (t) => {
  const { file, signal, read } = await statusFile(t);
  let up = false;
  const converge = () =>
    up ? Promise.resolve("version 2.5 answers") : Promise.reject(new Error("connection refused"));
  void keep({ name: "misp", deadline: 60, converge }, file, signal, pace);
  await until(async () => (await read()).systems["misp"]!.detail === "connection refused");
  t.false((await read()).ready);
  up = true;
  await until(async () => (await read()).ready);
  t.like((await read()).systems["misp"], { state: "ready", detail: "version 2.5 answers" });
});

test("a system that is not ready at its deadline has failed, and is still tried", async (t) => {
  const { file, signal, read } = await statusFile(t);
  let mended = false;
  const converge = () =>
    mended ? Promise.resolve("up") : Promise.reject(new Error("input is FAILED: port in use"));
  void keep({ name: "graylog", deadline: 0, converge }, file, signal, pace);
  await until(async () => (await read()).systems["graylog"]!.state === "failed");
  mended = true;
  await until(async () => (await read()).ready);
  t.pass();
});

test("a system that was ready and breaks is not ready any more", async (t) => {
  const { file, signal, read } = await statusFile(t);
  let broken = false;
  const converge = () => (broken ? Promise.reject(new Error("gone")) : Promise.resolve("up"));
  void keep({ name: "misp", deadline: 60, converge }, file, signal, pace);
  await until(async () => (await read()).ready);
  broken = true;
  await until(async () => !(await read()).ready);
  t.is((await read()).systems["misp"]!.detail, "gone");
});

test("the time of a state is the time when it began, however often it is confirmed", async (t) => {
  const { file, signal, read } = await statusFile(t);
  let tries = 0;
  void keep(
    { name: "misp", deadline: 60, converge: () => Promise.resolve(`try ${++tries}`) },
    file,
    signal,
    pace,
  );
  await until(async () => (await read()).ready);
  const { since } = (await read()).systems["misp"]!;
  const before = tries;
  await until(() => tries > before + 2);
  t.is((await read()).systems["misp"]!.since, since);
});

test("a state that is confirmed tells when it was looked at last", async (t) => {
  const { file, signal, read } = await statusFile(t);
  void keep({ name: "misp", deadline: 60, converge: () => Promise.resolve("up") }, file, signal, pace);
  await until(async () => (await read()).ready);
  const { checked } = (await read()).systems["misp"]!;
  await until(async () => (await read()).systems["misp"]!.checked > checked);
  t.pass();
});

test("the lab is ready when every system is", async (t) => {
  const { file, read } = await statusFile(t);
  file.set("misp", "ready", "");
  file.set("graylog", "waiting", "");
  t.false((await read()).ready);
  file.set("graylog", "ready", "");
  t.true((await read()).ready);
});
