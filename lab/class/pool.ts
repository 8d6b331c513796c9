/**
 * Does work for every item, some of them at a time, in their order. Work that fails is its own affair: it must not throw.
 *
 * @param parallel how many at a time
 * @param signal when it is aborted, nothing more is begun
 */
export async function forEach<T>(
  items: readonly T[],
  parallel: number,
  work: (item: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined && !signal?.aborted; item = waiting.shift()) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, worker));
}
