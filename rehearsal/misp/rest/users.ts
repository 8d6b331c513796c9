import type { Answer } from "../../http/exchange.ts";
import { nowOf } from "../misp.ts";
import type { Row } from "../../store/sqlite.ts";
import { organisation } from "../store/organisations.ts";
import { addKey, addUser, roles, shownKey } from "../store/users.ts";
import type { Actions, Call } from "./action.ts";
import { done, json } from "./action.ts";
import { mustAdminister, mustWrite } from "./caller.ts";
import type { Data } from "./data.ts";
import { dataOf, textOf, truth } from "./data.ts";
import { MispError, notPermitted } from "./errors.ts";

/** `/auth_keys/…` and `/users/…`; `/admin/users/…` is the same. */
export const userActions: Actions = {
  "auth_keys/add": addAuthKey,
  "auth_keys/index": ({ misp, caller }) =>
    json(
      keysOf(misp, caller.role.siteAdmin ? undefined : caller.userId).map((key) => ({
        AuthKey: shownKey(key),
      })),
    ),
  "auth_keys/view": ({ misp, request }) => json({ AuthKey: shownKey(keyNamed(misp, request.passed[0])) }),
  "auth_keys/edit": editAuthKey,
  "auth_keys/delete": deleteAuthKey,
  "users/view": ({ misp, request, caller }) => {
    const id = request.passed[0] ?? "me";
    return json(shownUser(misp, userNamed(misp, id === "me" ? String(caller.userId) : id)));
  },
  "users/index": (call) => {
    mustAdminister(call.caller);
    return json(
      call.misp.database.all("SELECT * FROM users ORDER BY id").map((user) => shownUser(call.misp, user)),
    );
  },
  "users/add": addNewUser,
  "users/edit": editUser,
  "users/delete": deleteUser,
};

function addAuthKey({ misp, request, caller }: Call): Answer {
  mustWrite(caller);
  const data = dataOf(request.data["AuthKey"] ?? request.data);
  const asked = request.passed[0] ?? "me";
  const userId = asked === "me" ? caller.userId : Number(asked);
  if (userId !== caller.userId && !caller.role.siteAdmin) {
    throw new MispError(
      405,
      "Invalid user or insufficient privileges to interact with an authkey for the given user.",
    );
  }
  userNamed(misp, String(userId));
  const { id, raw } = addKey(misp.database, {
    userId,
    readOnly: truth(data["read_only"]),
    comment: textOf(data["comment"]),
    expiration: expirationOf(data["expiration"]),
    allowedIps: allowedIpsOf(data["allowed_ips"]),
    now: nowOf(misp),
  });
  return json({ AuthKey: { ...shownKey(keyNamed(misp, String(id))), authkey_raw: raw } });
}

/** A date or seconds since 1970; one in the past is taken, and the key is expired from the first. */
function expirationOf(value: unknown): number {
  const text = textOf(value);
  if (text === "" || /^\d+$/.test(text)) {
    return Number(text);
  }
  return Math.floor((Date.parse(text) || 0) / 1000);
}

function allowedIpsOf(value: unknown): string | null {
  const list = Array.isArray(value) ? value.map(textOf) : textOf(value).split(/\s+/);
  const filled = list.filter((ip) => ip !== "");
  return filled.length === 0 ? null : JSON.stringify(filled);
}

function editAuthKey(call: Call): Answer {
  mustWrite(call.caller);
  const { misp, request } = call;
  const key = ownKey(call);
  const data = dataOf(request.data["AuthKey"] ?? request.data);
  misp.database.change("auth_keys", Number(key["id"]), {
    comment: data["comment"] === undefined ? String(key["comment"]) : textOf(data["comment"]),
    ...(data["read_only"] === undefined ? {} : { read_only: Number(truth(data["read_only"])) }),
    ...(data["expiration"] === undefined ? {} : { expiration: expirationOf(data["expiration"]) }),
    ...(data["allowed_ips"] === undefined ? {} : { allowed_ips: allowedIpsOf(data["allowed_ips"]) }),
  });
  return json({ AuthKey: shownKey(keyNamed(misp, String(key["id"]))) });
}

function deleteAuthKey(call: Call): Answer {
  mustWrite(call.caller);
  call.misp.database.run("DELETE FROM auth_keys WHERE id = ?", Number(ownKey(call)["id"]));
  return done(call.request, "AuthKey deleted.");
}

function ownKey({ misp, request, caller }: Call): Row {
  const key = keyNamed(misp, request.passed[0]);
  if (!caller.role.siteAdmin && key["user_id"] !== caller.userId) {
    throw new MispError(403, notPermitted);
  }
  return key;
}

function addNewUser({ misp, request, caller }: Call): Answer {
  mustAdminister(caller);
  const data = dataOf(request.data["User"] ?? request.data);
  const email = textOf(data["email"]);
  const taken = misp.database.one("SELECT id FROM users WHERE email = ?", email) !== undefined;
  if (!/^\S+@\S+$/.test(email) || taken) {
    throw new MispError(403, "Could not add User", {
      before: { saved: false },
      after: {
        errors: {
          email: [
            taken
              ? "An account with this email address already exists."
              : "Please enter a valid email address.",
          ],
        },
      },
      url: "/admin/users/add",
    });
  }
  const now = nowOf(misp);
  const id = addUser(misp.database, {
    email,
    organisationId: Number(data["org_id"] ?? caller.organisationId),
    roleId: Number(data["role_id"] ?? 3),
    now,
  });
  const key = addKey(misp.database, {
    userId: id,
    readOnly: false,
    comment: "Initial auto-generated key",
    expiration: 0,
    allowedIps: null,
    now,
  });
  const shown = shownUser(misp, userNamed(misp, String(id)));
  return json({ ...shown, User: { ...(shown["User"] as object), authkey: key.raw } });
}

function editUser({ misp, request, caller }: Call): Answer {
  mustAdminister(caller);
  const user = userNamed(misp, request.passed[0] ?? "");
  const data = dataOf(request.data["User"] ?? request.data);
  misp.database.change("users", Number(user["id"]), {
    disabled: data["disabled"] === undefined ? Number(user["disabled"]) : Number(truth(data["disabled"])),
    role_id: Number(data["role_id"] ?? user["role_id"]),
  });
  return json(shownUser(misp, userNamed(misp, String(user["id"]))));
}

function deleteUser({ misp, request, caller }: Call): Answer {
  mustAdminister(caller);
  const user = userNamed(misp, request.passed[0] ?? "");
  misp.database.run("DELETE FROM auth_keys WHERE user_id = ?", Number(user["id"]));
  misp.database.run("DELETE FROM users WHERE id = ?", Number(user["id"]));
  return done(request, "User deleted.");
}

function shownUser(misp: Call["misp"], user: Row): Data {
  const { id, name } = organisation(misp.database, Number(user["org_id"]));
  const role = roles.find((one) => one.id === user["role_id"]);
  return {
    User: {
      id: String(user["id"]),
      org_id: String(user["org_id"]),
      email: user["email"],
      autoalert: false,
      invited_by: "0",
      role_id: String(user["role_id"]),
      disabled: user["disabled"] === 1,
      date_created: String(user["date_created"]),
    },
    Role: {
      id: String(role?.id ?? ""),
      name: role?.name ?? "",
      perm_add: role?.write ?? false,
      perm_site_admin: role?.siteAdmin ?? false,
      perm_sighting: role?.sighting ?? false,
      perm_auth: true,
    },
    UserSetting: [],
    Organisation: { id: String(id), name },
  };
}

function keysOf({ database }: Call["misp"], userId: number | undefined): Row[] {
  return userId === undefined
    ? database.all("SELECT * FROM auth_keys ORDER BY id")
    : database.all("SELECT * FROM auth_keys WHERE user_id = ? ORDER BY id", userId);
}

function keyNamed({ database }: Call["misp"], idOrUuid = ""): Row {
  const key = database.one(
    "SELECT * FROM auth_keys WHERE CAST(id AS TEXT) = ? OR uuid = ?",
    idOrUuid,
    idOrUuid,
  );
  if (key === undefined) {
    throw new MispError(404, "Invalid AuthKey.");
  }
  return key;
}

function userNamed({ database }: Call["misp"], id: string): Row {
  const user = database.one("SELECT * FROM users WHERE CAST(id AS TEXT) = ?", id);
  if (user === undefined) {
    throw new MispError(404, "Invalid user");
  }
  return user;
}
