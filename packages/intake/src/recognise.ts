/** What a file is, judged by its first bytes and, where they leave it open, its name. */
export interface Recognised {
  readonly format: 'fhir-json' | 'gzip' | 'zip' | 'utf-16';
  readonly words: string;
}

/** Undefined: not a format that can be read yet; the file is kept as a document all the same. */
export function recognise(name: string, head: Uint8Array): Recognised | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return { format: 'gzip', words: 'compressed file' };
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)) return { format: 'zip', words: 'ZIP archive' };
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))
    return { format: 'utf-16', words: 'text in UTF-16' };
  const start = new TextDecoder('utf-8').decode(head.subarray(0, 65_536)).trimStart();
  if (!/^[[{]/.test(start)) return undefined;
  if (/"resourceType"\s*:\s*"/.test(start)) return { format: 'fhir-json', words: wordsFor(name, start) };
  // The type may come after the first 64 KB, or the JSON may be cut short: the name decides.
  return /\.(fhir\.json|ndjson|phr|sphr)$/i.test(name) ||
    /^\{\s*("(id|meta|text|entry|type|total|link)"|"?$)/.test(start) ||
    /^[[{]\s*$/.test(start)
    ? { format: 'fhir-json', words: 'FHIR R4' }
    : undefined;
}

function wordsFor(name: string, start: string): string {
  const type = /"resourceType"\s*:\s*"([A-Za-z]+)"/.exec(start)?.[1];
  if (type === 'Bundle') {
    const kind =
      /"type"\s*:\s*"(transaction|collection|searchset|document|batch|history|message|batch-response|transaction-response)"/.exec(
        start.slice(0, 4096),
      )?.[1];
    return kind ? `FHIR R4 Bundle (${kind})` : 'FHIR R4 Bundle';
  }
  return /\}\s*\n\s*\{"/.test(start) || /\.(ndjson|phr|sphr)$/i.test(name) ? 'FHIR R4 NDJSON' : `FHIR R4 ${type ?? 'resource'}`;
}
