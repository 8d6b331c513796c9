/** One literal character of a pattern as JavaScript writes it; a letter matches in both cases, as Wazuh folds ASCII. */
export function literal(character: string): string {
  if (/[a-z]/i.test(character)) {
    return `[${character.toLowerCase()}${character.toUpperCase()}]`;
  }
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
