/** Finding out what MISP knows: from the mirror, from the store, or by asking it. */
import type { Trouble, TroubleKind } from "../errors.ts";
import type { Attribute } from "../misp/attribute.ts";
import type { Answers, SearchResult } from "../misp/search.ts";
import { getAnswers, putAnswers, type StoredAnswer } from "../store/answers.ts";
import type { Mirror } from "../store/mirror.ts";
import { currentOutage, endOutage, noteFailure } from "../store/outage.ts";
import type { Store } from "../store/store.ts";

export type Origin = "misp" | "store" | "mirror";

export interface LookupResult {
  /** A value that is not in it has no answer. */
  readonly answers: Answers;
  readonly origin: Origin;
  /** Why some values have no answer, or none that is fresh. */
  readonly trouble?: Trouble | undefined;
}

export interface LookupMeans {
  /** Only where it answers for the same filters. */
  readonly mirror: Mirror | undefined;
  readonly store: Store | undefined;
  readonly ask: (values: readonly string[]) => Promise<SearchResult>;
  /** Seconds since 1970. */
  readonly now: number;
  readonly hitSeconds: number;
  readonly missSeconds: number;
  /** How old the mirror may be to answer alone. */
  readonly mirrorSeconds: number;
  /** Called where the store or the mirror fails; the look-up goes on without it. */
  readonly onStoreError: (error: unknown) => void;
  readonly onMirrorError: (error: unknown) => void;
}

type Found = Map<string, readonly Attribute[]>;

const attempt = <T>(means: LookupMeans, work: (store: Store) => T): T | undefined => {
  try {
    return means.store === undefined ? undefined : work(means.store);
  } catch (error) {
    means.onStoreError(error);
    return undefined;
  }
};

const isFresh = (mirror: Mirror, { now, mirrorSeconds }: LookupMeans): boolean =>
  mirror.state.syncedAt <= now && now < mirror.state.syncedAt + mirrorSeconds;

/** What the mirror has; nothing where there is none, or it is broken. */
const fromMirror = (values: readonly string[], { mirror, onMirrorError }: LookupMeans): Found | undefined => {
  try {
    return mirror?.get(values);
  } catch (error) {
    onMirrorError(error);
    return undefined;
  }
};

/** Trouble that was found before MISP was asked: it costs nothing to try again with the next call. */
const atHome: ReadonlySet<TroubleKind> = new Set(["key", "options"]);

/** Asks MISP, unless it is left alone after a failure, and remembers what came of it. */
const askMisp = async (
  open: readonly string[],
  along: () => readonly string[],
  means: LookupMeans,
): Promise<SearchResult> => {
  const outage = attempt(means, (store) => currentOutage(store, means.now));
  if (outage !== undefined) {
    return { answers: new Map(), trouble: outage };
  }
  const { answers, trouble } = await means.ask([...new Set([...open, ...along()])]);
  attempt(means, (store) => {
    putAnswers(store, answers, means.now, { hit: means.hitSeconds, miss: means.missSeconds });
    if (trouble === undefined) {
      endOutage(store);
    } else if (!atHome.has(trouble.kind)) {
      noteFailure(store, trouble, means.now);
    }
  });
  return trouble === undefined ? { answers } : { answers, trouble };
};

/**
 * Looks values up.
 *
 * @param along values that are asked for as well where MISP is asked anyway
 */
export const lookUp = async (
  values: readonly string[],
  along: () => readonly string[],
  means: LookupMeans,
): Promise<LookupResult> => {
  const mirrored =
    means.mirror && isFresh(means.mirror, means) ? fromMirror([...values, ...along()], means) : undefined;
  if (mirrored !== undefined) {
    return { answers: mirrored, origin: "mirror" };
  }
  const stored =
    attempt(means, (store) => getAnswers(store, values, means.now)) ?? new Map<string, StoredAnswer>();
  const answers: Found = new Map();
  for (const [value, { attributes, expired }] of stored) {
    if (!expired) {
      answers.set(value, attributes);
    }
  }
  const open = values.filter((value) => !answers.has(value));
  if (open.length === 0) {
    return { answers, origin: "store" };
  }
  const asked = await askMisp(open, along, means);
  asked.answers.forEach((attributes, value) => answers.set(value, attributes));
  if (asked.trouble === undefined) {
    return { answers, origin: "misp" };
  }
  return { ...fallBack(values, answers, means, stored), trouble: asked.trouble };
};

/** What is known without MISP: the mirror, whatever its age, or matches that were known before. */
const fallBack = (
  values: readonly string[],
  answers: Found,
  means: LookupMeans,
  stored: ReadonlyMap<string, StoredAnswer>,
): Pick<LookupResult, "answers" | "origin"> => {
  const open = values.filter((value) => !answers.has(value));
  const mirrored = fromMirror(open, means);
  if (mirrored !== undefined) {
    mirrored.forEach((attributes, value) => answers.set(value, attributes));
    return { answers, origin: "mirror" };
  }
  for (const value of open) {
    const attributes = stored.get(value)?.attributes ?? [];
    if (attributes.length > 0) {
      answers.set(value, attributes);
    }
  }
  return { answers, origin: "store" };
};
