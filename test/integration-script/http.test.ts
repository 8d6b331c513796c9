import test from "ava";
import { requestBytes, ResponseReader } from "../../integration-script/misp/http.ts";

const encoder = new TextEncoder();

/** Reads a response that comes in pieces of that many bytes. */
const read = async (text: string, size = text.length) => {
  const bytes = encoder.encode(text);
  const reader = new ResponseReader();
  let isWhole = false;
  for (let start = 0; start < bytes.length; start += size) {
    isWhole = reader.add(bytes.subarray(start, start + size));
  }
  const decoder = new TextDecoder();
  let body = "";
  for await (const piece of reader.response.body ?? []) {
    body += decoder.decode(piece, { stream: true });
  }
  const { status, headers } = reader.response;
  return { status, headers, body, isWhole, mayClose: reader.close() };
};

const chunked =
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Result-Count: 2\r\n\r\n" +
  "5;name=value\r\ngr\u00fc\u00df\r\n1\r\ne\r\n0\r\nTrailer: x\r\n\r\n";

for (const size of [1, 2, 7, 1000]) {
  test(`a response in chunks is read from pieces of ${size} bytes`, async (t) => {
    const response = await read(chunked.replace("5;", "6;"), size);
    t.like(response, { status: 200, body: "gr\u00fc\u00dfe", isWhole: true, mayClose: true });
    t.is(response.headers.get("x-result-count"), "2");
  });

  test(`a response of an announced length is read from pieces of ${size} bytes`, async (t) => {
    const response = await read("HTTP/1.1 403 Forbidden\nContent-Length: 4\n\nabcd", size);
    t.like(response, { status: 403, body: "abcd", isWhole: true });
  });
}

test("a response without a length ends with its connection", async (t) => {
  t.like(await read("HTTP/1.0 200 OK\r\n\r\nabc"), { body: "abc", isWhole: false, mayClose: true });
});

test("a response whose connection ends too early is not whole", async (t) => {
  for (const text of [
    "HTTP/1.1 200",
    "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabc",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
  ]) {
    t.like(await read(text), { isWhole: false, mayClose: false }, text);
  }
});

test("word that the answer is on its way is no answer", async (t) => {
  const text = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n";
  const response = await read(text);
  t.like(response, { status: 204, body: "", isWhole: true });
  t.is(response.headers.get("link"), null);
});

test("what is no response is refused", async (t) => {
  for (const text of [
    "SSH-2.0-OpenSSH_9.6\r\n",
    "HTTP/1.1 20\r\n",
    "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    "x".repeat(70_000),
  ]) {
    await t.throwsAsync(read(text), { message: /does not speak HTTP/ }, text.slice(0, 80));
  }
});

test("a request names its host, its length, and that its connection ends with it", (t) => {
  const url = new URL("https://[::1]:8443/misp/attributes/restSearch");
  const bytes = requestBytes("POST", url, { authorization: "key" }, "\u00fc");
  t.is(
    new TextDecoder().decode(bytes),
    "POST /misp/attributes/restSearch HTTP/1.1\r\nhost: [::1]:8443\r\nauthorization: key\r\n" +
      "content-length: 2\r\nconnection: close\r\n\r\n\u00fc",
  );
});
