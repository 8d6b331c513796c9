import type { Answer } from "../../http/exchange.ts";
import type { Misp } from "../misp.ts";
import { decayingModels, enabledModels } from "../search/decay.ts";
import { enabledLists, matchIn } from "../warninglists/check.ts";
import type { Warninglist } from "../warninglists/lists.ts";
import { warninglists } from "../warninglists/lists.ts";
import type { Actions, Call } from "./action.ts";
import { done, json } from "./action.ts";
import { mustAdminister } from "./caller.ts";
import { textOf, truth } from "./data.ts";
import { MispError } from "./errors.ts";

/** `/warninglists/…` and `/decayingModel/…`. */
export const warninglistActions: Actions = {
  "warninglists/index": ({ misp }) =>
    json({ Warninglists: warninglists.map((list) => ({ Warninglist: shown(misp, list) })) }),
  "warninglists/view": ({ misp, request }) => {
    const list = listNamed(request.passed[0] ?? "");
    const entries = list.values.map((value, index) => ({
      id: String(index + 1),
      value,
      warninglist_id: String(list.id),
    }));
    return json({ Warninglist: { ...shown(misp, list), WarninglistEntry: entries } });
  },
  "warninglists/toggleenable": toggle,
  "warninglists/enablewarninglist": (call) => {
    mustAdminister(call.caller);
    const list = listNamed(call.request.passed[0] ?? "");
    const enable = call.request.passed[1] !== "0";
    setEnabled(call.misp, [list], enable);
    return done(call.request, `Warninglist ${enable ? "enabled" : "disabled"}`);
  },
  "warninglists/update": (call) => {
    mustAdminister(call.caller);
    return done(call.request, `Successfully updated 0 warninglists.`);
  },
  "warninglists/checkvalue": checkValue,
  "decayingmodel/index": ({ misp }) =>
    json(
      decayingModels.map(({ id, name, lifetime, speed, threshold }) => ({
        DecayingModel: {
          id: String(id),
          name,
          parameters: { lifetime, decay_speed: speed, threshold, default_base_score: 80 },
          enabled: enabledModels(misp).includes(id),
        },
      })),
    ),
  "decayingmodel/enable": (call) => setModel(call, true),
  "decayingmodel/disable": (call) => setModel(call, false),
};

/** By `id`, or by `name`, in which `%` is any text; one or a list. Without `enabled` it is turned over. */
function toggle({ misp, request, caller }: Call): Answer {
  mustAdminister(caller);
  const asList = (value: unknown): string[] =>
    (Array.isArray(value) ? value.map(textOf) : [textOf(value)]).filter((one) => one !== "");
  const ids = asList(request.data["id"]);
  const names = asList(request.data["name"]).map(
    (name) =>
      new RegExp(
        `^${name
          .toLowerCase()
          .split("%")
          .map((part) => RegExp.escape(part))
          .join(".*")}$`,
      ),
  );
  const chosen = warninglists.filter(
    ({ id, name }) =>
      ids.includes(String(id)) ||
      (ids.length === 0 && names.some((pattern) => pattern.test(name.toLowerCase()))),
  );
  if (chosen.length === 0) {
    return json({
      saved: false,
      errors: ids.length > 0 ? "Warninglist(s) not found." : "Warninglist not found.",
    });
  }
  const asked = request.data["enabled"];
  if (asked === undefined) {
    chosen.forEach((list) => setEnabled(misp, [list], !enabledLists(misp.database).includes(list.id)));
    return json({ saved: true, success: `${chosen.length} warninglist(s) toggled` });
  }
  setEnabled(misp, chosen, truth(asked));
  return json({
    saved: true,
    success: `${chosen.length} warninglist(s) ${truth(asked) ? "enabled" : "disabled"}`,
  });
}

function checkValue({ misp, request }: Call): Answer {
  const body = request.data["[]"] ?? request.data["Warninglist"] ?? request.data;
  const values = Array.isArray(body) ? body.map(textOf) : Object.values(body).map(textOf);
  const enabled = enabledLists(misp.database);
  const hits = values.flatMap((value) => {
    const found = warninglists
      .filter(({ id }) => enabled.includes(id))
      .flatMap((list) => {
        const matched = matchIn(list, value);
        return matched === undefined ? [] : [{ id: String(list.id), name: list.name, matched }];
      });
    return found.length === 0 ? [] : [[value, found] as const];
  });
  return json(hits.length === 0 ? [] : Object.fromEntries(hits));
}

function setEnabled({ database }: Misp, lists: readonly Warninglist[], enable: boolean): void {
  const ids = lists.map(({ id }) => id);
  const others = enabledLists(database).filter((id) => !ids.includes(id));
  database.setSetting("warninglists", JSON.stringify(enable ? [...others, ...ids] : others));
}

function setModel(call: Call, enable: boolean): Answer {
  mustAdminister(call.caller);
  const id = Number(call.request.passed[0]);
  if (!decayingModels.some((model) => model.id === id)) {
    throw new MispError(404, "No Decaying Model with the provided ID exists");
  }
  const others = enabledModels(call.misp).filter((one) => one !== id);
  call.misp.database.setSetting("decaying_models", JSON.stringify(enable ? [...others, id] : others));
  return done(call.request, `Decaying Model ${enable ? "enabled" : "disabled"}.`);
}

function listNamed(id: string): Warninglist {
  const list = warninglists.find((one) => String(one.id) === id);
  if (list === undefined) {
    throw new MispError(404, "Warninglist not found.");
  }
  return list;
}

function shown({ database }: Misp, list: Warninglist): Record<string, unknown> {
  return {
    id: String(list.id),
    name: list.name,
    type: list.type,
    description: list.description,
    version: String(list.version),
    enabled: enabledLists(database).includes(list.id),
    default: true,
    category: "false_positive",
    warninglist_entry_count: String(list.values.length),
    valid_attributes: list.types.join(", "),
  };
}
