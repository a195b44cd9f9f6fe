import type { Head } from '../../source.ts';
import { versionInText } from '../fhir-versions/index.ts';

/** JSON that names a type of resource, or lets nothing else be guessed. */
export function recognise({ name, text }: Head): string | undefined {
  if (!/^[[{]/.test(text)) return undefined;
  if (/"resourceType"\s*:\s*"/.test(text)) return wordsFor(name, text);
  // The type may come after the first 64 KB, or the JSON may be cut short: the name decides.
  return /\.(fhir\.json|ndjson|phr|sphr)$/i.test(name) ||
    /^\{\s*("(id|meta|text|entry|type|total|link)"|"?$)/.test(text) ||
    /^[[{]\s*$/.test(text)
    ? 'FHIR R4'
    : undefined;
}

function wordsFor(name: string, start: string): string {
  const version = `FHIR ${versionInText(start) ?? 'R4'}`;
  const type = /"resourceType"\s*:\s*"([A-Za-z]+)"/.exec(start)?.[1];
  if (type === 'Bundle') {
    const kind =
      /"type"\s*:\s*"(transaction|collection|searchset|document|batch|history|message|batch-response|transaction-response)"/.exec(
        start.slice(0, 4096),
      )?.[1];
    return kind ? `${version} Bundle (${kind})` : `${version} Bundle`;
  }
  return /\}\s*\n\s*\{"/.test(start) || /\.(ndjson|phr|sphr)$/i.test(name) ? `${version} NDJSON` : `${version} ${type ?? 'resource'}`;
}
