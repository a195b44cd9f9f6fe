import type { JsonObject } from '@satchel/fhir';

/** Lines of a narrative: the id of each and its cells, read from the XHTML. */
function linesOf(part: JsonObject): { readonly id: string; readonly cells: readonly string[] }[] {
  const div = String((part['text'] as JsonObject)['div']);
  return [...div.matchAll(/<tr id="([^"]+)">(.*?)<\/tr>/g)].map(([, id = '', row = '']) => ({
    id,
    cells: [...row.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell = '']) =>
      cell.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
    ),
  }));
}

/** Every word and number that a resource holds, as one text. */
const saidBy = (resource: JsonObject | undefined): string => JSON.stringify(resource ?? {});

/** Where the narrative of a document is not what its entries are: another count, another order, other words. */
export function faultsOfNarrative(bundle: JsonObject): string[] {
  const urls = new Map((bundle['entry'] as JsonObject[]).map(({ fullUrl, resource }) => [String(fullUrl), resource as JsonObject]));
  const [composition] = (bundle['entry'] as { resource: JsonObject }[]).map(({ resource }) => resource);
  return ((composition?.['section'] ?? []) as JsonObject[]).flatMap((part) => {
    const entries = ((part['entry'] ?? []) as JsonObject[]).map(({ reference }) => urls.get(String(reference)));
    const lines = linesOf(part);
    if (lines.length !== entries.length) return [`${String(part['title'])}: ${lines.length} lines for ${entries.length} entries`];
    return entries.flatMap((entry, at) => {
      const { id = '', cells = [] } = lines[at] ?? {};
      const device =
        entry?.['resourceType'] === 'DeviceUseStatement' ? urls.get(String((entry['device'] as JsonObject)['reference'])) : undefined;
      if (id !== `${String(entry?.['resourceType'])}-${String(entry?.['id'])}` && id !== `Device-${String(device?.['id'])}`)
        return [`${String(part['title'])}: line ${at} is of another entry`];
      // The words of the first cell stand in the entry, or in what it points at.
      const pointed = [...JSON.stringify(entry).matchAll(/"reference":"([^"]+)"/g)].map(([, url = '']) => saidBy(urls.get(url)));
      const what = JSON.stringify(cells[0] ?? '').slice(1, -1);
      return [saidBy(entry), ...pointed].some((text) => text.includes(what))
        ? []
        : [`${String(part['title'])}: "${what}" stands in no entry`];
    });
  });
}
