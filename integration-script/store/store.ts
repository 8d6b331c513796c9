/** Everything that calls remember, in one place. */
import { AnswerStore } from "./answers.ts";
import { type Database, openDatabase } from "./database.ts";
import { OutageStore } from "./outage.ts";
import { PostponedStore } from "./postponed.ts";
import { RepetitionStore } from "./repetitions.ts";
import { SightingStore } from "./sightings.ts";

export class Store {
  readonly answers: AnswerStore;
  readonly repetitions: RepetitionStore;
  readonly outage: OutageStore;
  readonly postponed: PostponedStore;
  readonly sightings: SightingStore;

  constructor(database: Database, { question, repeatSeconds }: { question: number; repeatSeconds: number }) {
    this.answers = new AnswerStore(database, question);
    this.repetitions = new RepetitionStore(database, repeatSeconds);
    this.outage = new OutageStore(database);
    this.postponed = new PostponedStore(database);
    this.sightings = new SightingStore(database);
  }

  /** @throws where no store can be had; a call then goes on without one */
  static async open(folder: string, settings: { question: number; repeatSeconds: number }): Promise<Store> {
    return new Store(await openDatabase(folder), settings);
  }
}
