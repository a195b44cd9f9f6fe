/** Bytes of text of unknown encoding: UTF-8 where they are that, else Windows-1252, which leaves no byte without a letter. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Text in an encoding that somebody named; in UTF-8 or Windows-1252 where there is none of that name. */
export function decodeAs(bytes: Uint8Array, label: string | undefined): string {
  try {
    return label === undefined ? decodeText(bytes) : new TextDecoder(label).decode(bytes);
  } catch {
    return decodeText(bytes);
  }
}
