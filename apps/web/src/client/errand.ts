/** What somebody came for when the record was locked: an app's question, which must not be lost over signing in. */
let errand: string | undefined;

export function keepErrand(path: string): void {
  errand = path.startsWith('/connect/') ? path : undefined;
}

export function takeErrand(): string | undefined {
  const taken = errand;
  errand = undefined;
  return taken;
}
