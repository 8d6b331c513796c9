import test from "ava";
import { frame, Frames } from "../../../rehearsal/wazuh-protocol/frames.ts";
import { open, SealBroken, Sealer, senderOf } from "../../../rehearsal/wazuh-protocol/sealed-message.ts";

const agent = { id: "007", name: "linux-1", ip: "any", key: "ab".repeat(32) };

/** Sealed by the agent of Wazuh's own test suite: tools/agent_simulator.py of wazuh/wazuh-qa, with this agent's key. */
const recorded = {
  startup:
    "2130303721234145533ac0c53bc58c97c3fe52e461bba7dcab51c6ba86c706e5a1189757200c45b19f2528ecc9a49742ce36b6f091e0ed8be67909e482c4d69d03126d5d3973934c52f545759be24f7ddda14698eb4e29adf9bc69bcea58ad57ea986df1cc5e34cf22e32eb0fb5ad534992cc70e398f0f841ff7",
  line: "2130303721234145533a0362f0ab65af9052c45403eee3ea52b311acc2ae7510d7b6a8e1afa6b32b2677a9c40f45e050359a7a6b2cdd6a249d1a451d4acf8ad51b99d82e6955eb6f5efd71c814d862e9fcc64910c628a830bff0188f6f7a9f454d9c8d5886ccbc6b9dcbf932d00a2f8eb132169b91b2fe3e015e",
};

test("what the agent of Wazuh's own tests seals is opened", (t) => {
  t.deepEqual(open(Buffer.from(recorded.startup, "hex"), agent), {
    global: 1_234_567_891,
    local: 5_555,
    message: '#!-agent startup {"version":"v4.14.6"}',
  });
  t.is(open(Buffer.from(recorded.line, "hex"), agent).message, "1:/var/log/syslog:Nov 28 sshd[1]: hello");
});

test("an agent says in clear which it is, a manager does not", (t) => {
  const [event, ack] = [
    new Sealer(agent, "agent").seal("1:a:b"),
    new Sealer(agent, "manager").seal("#!-agent ack "),
  ];
  t.is(senderOf(event), "007");
  t.is(senderOf(ack), undefined);
  t.is(open(event, agent).message, "1:a:b");
  t.is(open(ack, agent).message, "#!-agent ack ");
});

test("each message counts on, over the end of the small counter", (t) => {
  const sealer = new Sealer(agent, "agent", 5);
  const sealed = Array.from({ length: 9_998 }, () => sealer.seal("1:a:b"));
  const counters = [0, 1, 9_996, 9_997].map((at) => {
    const { global, local } = open(sealed[at]!, agent);
    return [global, local];
  });
  t.deepEqual(counters, [
    [5, 1],
    [5, 2],
    [5, 9_997],
    [6, 1],
  ]);
});

test("bytes of any value and 60,000 of them come through", (t) => {
  const message = Array.from({ length: 60_000 }, (_, at) => String.fromCharCode(at % 256)).join("");
  t.is(open(new Sealer(agent, "agent").seal(message), agent).message, message);
});

test("another key, a changed byte and something else are refused", (t) => {
  const sealed = new Sealer(agent, "agent").seal("1:a:b");
  t.throws(() => open(sealed, { ...agent, key: "cd".repeat(32) }), { instanceOf: SealBroken });
  for (let at = "!007!#AES:".length; at < sealed.length; at++) {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    t.throws(() => open(changed, agent), { instanceOf: SealBroken });
  }
  t.throws(() => open(Buffer.from("!007!:blowfish"), agent), { instanceOf: SealBroken, message: /AES/ });
});

test("messages are cut out of the stream whatever its pieces are", (t) => {
  const messages = ["a", "bc", "d".repeat(40_000)].map((text) => Buffer.from(text));
  const stream = Buffer.concat(messages.map(frame));
  const frames = new Frames();
  const cut: Buffer[] = [];
  for (let at = 0; at < stream.length; at += 7_001) {
    cut.push(...frames.take(stream.subarray(at, at + 7_001)));
  }
  t.deepEqual(cut.map(String), messages.map(String));
});

test("a length that Wazuh does not have is refused before anything is kept for it", (t) => {
  for (const length of [0, 65_537, 0xff_ff_ff_ff]) {
    const header = Buffer.alloc(4);
    header.writeUInt32LE(length);
    t.throws(() => new Frames().take(header), { instanceOf: RangeError });
  }
});
