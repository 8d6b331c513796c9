import type { Narrator } from "./narrator.ts";

/** One of several at the same time who tells something. */
export interface Turn {
  readonly narrator: Pick<Narrator, "following" | "hop">;
  /** Nothing more comes from this one. */
  readonly end: () => void;
}

/** Lets several tell at the same time, so that one is heard after the other: whoever is not first is kept until then. */
export function inTurn(narrator: Pick<Narrator, "following" | "hop">, number: number): Turn[] {
  const kept: (() => void)[][] = Array.from({ length: number }, () => []);
  const ended = new Set<number>();
  let current = 0;
  const tell = (index: number, say: () => void): void => {
    if (index === current) {
      say();
    } else {
      kept[index]!.push(say);
    }
  };
  return kept.map((_, index) => ({
    narrator: {
      following: (...parameters) => tell(index, () => narrator.following(...parameters)),
      hop: (...parameters) => tell(index, () => narrator.hop(...parameters)),
    },
    end: () => {
      ended.add(index);
      while (ended.has(current)) {
        current += 1;
        kept[current]?.splice(0).forEach((say) => say());
      }
    },
  }));
}
