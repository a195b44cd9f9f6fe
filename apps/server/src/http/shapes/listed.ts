import { dateInterval, type JsonObject, parseJson } from '@satchel/fhir';
import { cardOf, type Listed, type Stored } from '@satchel/record';

/** The resource of a stored version, its decimals still as written. */
export function resourceOf({ text }: Stored): JsonObject {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error('A resource that was committed does not parse.');
  return parsed.value;
}

/** What a list would show of a stored version. */
export function listedOf(stored: Stored, resource = resourceOf(stored)): Listed {
  const { type, id, version, marks } = stored;
  const card = cardOf(resource);
  return {
    type,
    id,
    version,
    card,
    timelineAt: card.date === undefined ? null : (dateInterval(card.date)?.low ?? null),
    marks: {
      ...(marks.aside && { aside: true as const }),
      ...(marks.withdrawn !== undefined && { withdrawn: true }),
      ...(marks.issues?.some(({ severity }) => severity === 'error') && { invalid: true }),
    },
  };
}
