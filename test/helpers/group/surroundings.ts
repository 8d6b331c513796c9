/** What a process has once, and a test file may set for itself. */
export interface Surroundings {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** A copy of what the process has now. */
export const currentSurroundings = (): Surroundings => ({ folder: process.cwd(), env: { ...process.env } });

/** Brings the process back to what it had. */
export function enter({ folder, env }: Surroundings): void {
  process.chdir(folder);
  for (const name of Object.keys(process.env)) {
    if (!(name in env)) {
      Reflect.deleteProperty(process.env, name);
    }
  }
  Object.assign(process.env, env);
}
