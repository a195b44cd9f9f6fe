import { cardOf } from '@satchel/record';
import { isJsonObject, type JsonObject } from '@satchel/fhir';
import { type Command, Exit, UsageError } from '../command.ts';
import { recordOptions, withRecord } from '../desk/desk.ts';
import { lineOf } from '../lines.ts';

/** FHIR search. */
export const search: Command = {
  usage: "TYPE ['code=..&date=ge..']",
  summary: 'Search like a FHIR server; --json prints a searchset Bundle',
  options: recordOptions,
  async run(call) {
    const [type, query = '', ...more] = call.words;
    if (type === undefined || more.length > 0)
      throw new UsageError("Search one type: satchel search Observation 'code=4548-4&date=ge2024'.");
    return withRecord(call, async ({ api, path }) => {
      const text = await api.text('POST', path('search'), { type, query });
      call.json(text);
      const bundle = JSON.parse(text) as { total?: number; entry?: { resource: JsonObject }[] };
      call.say(`${bundle.total ?? 'Some'} found`);
      for (const { resource } of bundle.entry ?? []) {
        const id = String(resource['id'] ?? '');
        const issues = resource['issue'];
        if (Array.isArray(issues))
          call.warn(
            issues
              .filter(isJsonObject)
              .map((each) => String(each['diagnostics']))
              .join('\n'),
          );
        else call.say(lineOf({ type: String(resource['resourceType']), id, card: cardOf(resource), marks: {} }));
      }
      return Exit.fine;
    });
  },
};
