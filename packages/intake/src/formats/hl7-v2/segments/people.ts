import type { JsonObject } from '@satchel/fhir';
import { addressOf, identifierOf, nameOf, namespaceOf } from '../datatypes/people.ts';
import type { Repetition, Segment } from '../syntax/segment.ts';
import type { Walk } from '../walk.ts';

/** An XCN: somebody who treats, as a Practitioner of their own; undefined where it names nobody. */
export function practitioner(value: Repetition | undefined, segment: Segment, walk: Walk): JsonObject | undefined {
  if (!value) return undefined;
  const name = nameOf(value, 1);
  const number = value.at(1);
  if (!name && number === '') return undefined;
  const system = namespaceOf(value.inside(9)) ?? (value.at(13) === 'NPI' ? 'http://hl7.org/fhir/sid/us-npi' : undefined);
  const type = value.at(13);
  const reference = walk.keep(
    {
      resourceType: 'Practitioner',
      ...(number !== '' && {
        identifier: [
          {
            ...(type !== '' && { type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: type }] } }),
            ...(system !== undefined && { system }),
            value: number,
          },
        ],
      }),
      ...(name && { name: [name] }),
    },
    number === '' ? ['name', value.raw] : [number, value.at(9)],
    segment,
  );
  const display = wordsOf(name);
  return { reference, ...(display !== '' && { display }) };
}

/** An NDL names its person in its first component. */
export const inNdl = (value: Repetition | undefined): Repetition | undefined => value?.inside(1);

function wordsOf(name: JsonObject | undefined): string {
  const parts = [name?.['prefix'], name?.['given'], name?.['family'], name?.['suffix']];
  return parts
    .flat()
    .filter((part) => typeof part === 'string')
    .join(' ');
}

/** An XON, with an address where one stands beside it. */
export function organization(value: Repetition | undefined, segment: Segment, walk: Walk, address?: Repetition): JsonObject | undefined {
  const name = value?.at(1) ?? '';
  if (!value || name === '') return undefined;
  const number = value.at(10) || value.at(3);
  const identifier = number === '' ? undefined : identifierOf(value.inside(6).at(1) === '' ? value : value, value.at(7));
  const place = address && addressOf(address);
  const reference = walk.keep(
    {
      resourceType: 'Organization',
      ...(number !== '' && identifier && { identifier: [{ ...identifier, value: number }] }),
      name,
      ...(place && { address: [place] }),
    },
    ['org', number || name],
    segment,
  );
  return { reference, display: name };
}

/** Who sent the message (MSH-4, else MSH-3), where nobody else is named as who made it. */
export function sender(header: Segment, walk: Walk): JsonObject | undefined {
  const name = header.text(4) || header.text(3);
  if (name === '') return undefined;
  return { reference: walk.keep({ resourceType: 'Organization', name }, ['sender'], header), display: name };
}
