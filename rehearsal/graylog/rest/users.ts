import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Router } from "../../http/router.ts";
import type { Graylog } from "../graylog.ts";
import type { Document } from "../store/database.ts";
import { newId } from "../store/database.ts";
import { bodyOf, mustHave } from "./body.ts";
import { ApiProblem, json, noContent } from "./errors.ts";
import { passwordShape, permissionsShape, userShape } from "./shapes.ts";

/** `/users`: local users beside the root user. Their only role is `Reader`, and what else they may is in their permissions. */
export function userRoutes(router: Router<Graylog>): void {
  router
    .on("GET", "/api/users", (_exchange, { state }) => json({ users: state.users.all().map(shown) }))
    .on("GET", "/api/users/:user", (_exchange, graylog, parameter) =>
      json(shown(userNamed(graylog, parameter("user")))),
    )
    .on("POST", "/api/users", (exchange, graylog) => {
      const { state, clock, settings } = graylog;
      const body = bodyOf(exchange, userShape);
      mustHave(body, "username", "password", "email", "first_name", "last_name", "permissions");
      const { password, roles = [], ...user } = body;
      const name = String(body["username"]);
      if (name === settings.rootUser || findUser(graylog, name)) {
        throw new ApiProblem(400, `Cannot create user ${name}. Username is already taken.`);
      }
      const unknown = (roles as string[]).filter((role) => role.toLowerCase() !== "reader");
      if (unknown.length > 0) {
        throw new ApiProblem(400, `Invalid role names: ${unknown.join(", ").toLowerCase()}`);
      }
      state.users.save({
        ...user,
        id: newId(clock()),
        roles: ["Reader"],
        full_name: `${String(body["first_name"])} ${String(body["last_name"])}`,
        ...hashed(password),
      });
      return { status: 201 };
    })
    .on("PUT", "/api/users/:user/permissions", (exchange, graylog, parameter) => {
      const user = userNamed(graylog, parameter("user"));
      graylog.state.users.save({
        ...user,
        permissions: bodyOf(exchange, permissionsShape)["permissions"] ?? [],
      });
      return noContent;
    })
    .on("PUT", "/api/users/:id/password", (exchange, graylog, parameter) => {
      const user = graylog.state.users.find(parameter("id"));
      if (user === undefined) {
        throw new ApiProblem(404, `Couldn't find user ${parameter("id")}`);
      }
      graylog.state.users.save({ ...user, ...hashed(bodyOf(exchange, passwordShape)["password"]) });
      return noContent;
    })
    .on("DELETE", "/api/users/:user", (_exchange, graylog, parameter) => {
      graylog.state.users.remove(userNamed(graylog, parameter("user")).id);
      return noContent;
    });
}

/** The streams that a user may read; undefined where name and password are not a user's. */
export function readableStreams(graylog: Graylog, name: string, password: string): string[] | undefined {
  const user = findUser(graylog, name);
  if (!user) {
    return undefined;
  }
  const right = timingSafeEqual(
    Buffer.from(hash(password, String(user["salt"])), "hex"),
    Buffer.from(String(user["hash"]), "hex"),
  );
  return right
    ? (user["permissions"] as string[]).flatMap(
        (permission) => /^streams:read:(\w+)$/.exec(permission)?.[1] ?? [],
      )
    : undefined;
}

const findUser = ({ state }: Graylog, name: string): Document | undefined =>
  state.users.all().find((user) => user["username"] === name);

function userNamed(graylog: Graylog, name: string): Document {
  const user = findUser(graylog, name);
  if (!user) {
    throw new ApiProblem(404, `Couldn't find user ${name}`);
  }
  return user;
}

/** The shortest that Graylog takes where nobody has asked for longer ones. */
const shortestPassword = 6;

function hashed(password: unknown): { readonly salt: string; readonly hash: string } {
  if (typeof password !== "string" || password.length < shortestPassword) {
    throw new ApiProblem(400, `Password must be at least ${shortestPassword} characters long.\n`);
  }
  const salt = randomBytes(16).toString("hex");
  return { salt, hash: hash(password, salt) };
}

const hash = (password: string, salt: string): string =>
  createHash("sha256").update(`${salt}${password}`).digest("hex");

function shown(user: Document): Record<string, unknown> {
  const secret = ["salt", "hash"];
  return {
    ...Object.fromEntries(Object.entries(user).filter(([name]) => !secret.includes(name))),
    preferences: {},
    timezone: "UTC",
    session_timeout_ms: 3_600_000,
    external: false,
    startpage: null,
    read_only: false,
    service_account: false,
  };
}
