import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Exchange, Handler } from "../../http/exchange.ts";
import type { Misp } from "../misp.ts";
import type { Actions } from "./action.ts";
import { userActions } from "./users.ts";
import { attributeActions } from "./attributes.ts";
import { callerOf } from "./caller.ts";
import { errorAnswer, MispError } from "./errors.ts";
import { eventActions } from "./events.ts";
import { feedActions } from "./feeds.ts";
import { bodyOf, requestOf } from "./request.ts";
import { serverActions } from "./servers.ts";
import { sightingActions } from "./sightings.ts";
import { tagActions } from "./tags.ts";
import { warninglistActions } from "./warninglists.ts";

const actions: Actions = {
  ...serverActions,
  ...attributeActions,
  ...eventActions,
  ...sightingActions,
  ...userActions,
  ...tagActions,
  ...feedActions,
  ...warninglistActions,
};

/** Answers every request as MISP would. `ready` is false while it still starts: then only the heartbeat answers. */
export function mispHandler(misp: Misp, ready: () => boolean): Handler {
  return async (exchange) => {
    const answer = await answerTo(misp, exchange, ready());
    return { ...answer, headers: { ...answer.headers, "Set-Cookie": cookie() } };
  };
}

async function answerTo(misp: Misp, exchange: Exchange, ready: boolean): Promise<Answer> {
  const request = requestOf(exchange);
  if (request.controller === "users" && request.action === "heartbeat") {
    return {
      status: 200,
      headers: { "Content-Type": "application/json; charset=UTF-8" },
      body: '{"message":"ok"}',
    };
  }
  try {
    if (!ready) {
      throw new MispError(500, "An Internal Error Has Occurred.");
    }
    const caller = callerOf(misp, request);
    await sleep(misp.settings.delay);
    const action = actions[`${request.controller}/${request.action}`];
    if (action === undefined) {
      throw new MispError(
        404,
        `[rehearsal] ${request.controller}/${request.action} is not answered by this stand-in.`,
      );
    }
    return await action({ misp, caller, request: { ...request, data: bodyOf(exchange) } });
  } catch (error) {
    if (error instanceof MispError) {
      // Whoever sends a JSON body and is known gets JSON; a stranger gets it only when asking for it.
      const json = request.wantsJson || error.status !== 403 || !isStranger(error);
      return errorAnswer(error, request.url, json);
    }
    console.error("rehearsal:", error);
    return errorAnswer(new MispError(500, "An Internal Error Has Occurred."), request.url, true);
  }
}

function isStranger(error: MispError): boolean {
  return error.message.startsWith("Authentication failed");
}

function cookie(): string {
  return `CAKEPHP=${randomBytes(13).toString("hex")}; path=/; HttpOnly; SameSite=Lax`;
}
