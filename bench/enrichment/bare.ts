// The least that an integration compiled by Bun can do: read the alert file and send a datagram.
import { connectDatagram, exit, readText, sendDatagram } from "../../integration-script/system/libc.ts";

const [alertFile = "", queue = ""] = process.argv.slice(2);
const line = new TextEncoder().encode(`1:misp:${readText(alertFile)}`);
exit(sendDatagram(connectDatagram(queue), line) === 0 ? 0 : 1);
