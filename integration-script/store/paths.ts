/** Where the store and the mirror lie. A version is part of the name: files of another version are never read. */

const storeVersion = 1;
const mirrorVersion = 1;

export const storePath = (folder: string): string => `${folder}/store-${storeVersion}.db`;
export const mirrorPath = (folder: string): string => `${folder}/mirror-${mirrorVersion}.db`;
