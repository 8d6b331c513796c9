/** Longest id of a student: with the class's name before it and a system's behind it, a host name of DNS has room for it. */
export const longestId = 24;

/** What an id may be: the end of a stack's name, of a host's name and of a file's. */
export const idPattern = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** The id that stands for the class's own stack, which no student can have. */
export const sharedId = "shared";

/**
 * An id made of a person's name: letters of the Latin alphabet without their marks, digits and hyphens. Undefined where
 * nothing of the name is left.
 */
export function idOf(name: string): string | undefined {
  const id = name
    .normalize("NFKD")
    .replace(/ß/g, "ss")
    .replace(/[øØ]/g, "o")
    .replace(/[łŁ]/g, "l")
    .replace(/[æÆ]/g, "ae")
    .replace(/\p{M}|['’`]/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, longestId)
    .replace(/^-+|-+$/g, "");
  return id === "" ? undefined : id;
}

/** The name of a student's stack. A class's name has no hyphen, so no two classes' stacks have the same one. */
export const stackOf = (className: string, id: string): string => `${className}-${id}`;
