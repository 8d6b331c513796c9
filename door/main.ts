// Run inside a lab that uses systems of another one: leads to the ports that are offered there, and to nothing else.
import { openDoor, type Route } from "./door.ts";

const routes = JSON.parse(process.argv[2] ?? "[]") as Route[];
const servers = await Promise.all(routes.map((route) => openDoor(route)));
console.log(
  `the door is open: ${routes.map(({ port, origin }) => `${port} to ${origin.host}:${origin.port}`).join(", ")}`,
);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    servers.forEach((server) => server.close());
    process.exit(0);
  });
}
