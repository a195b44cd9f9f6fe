import type { JsonObject } from '@satchel/fhir';
import { type XmlNode, child, children, ownText } from '../ccda/xml/node.ts';
import { known, listOf, textOf } from './values.ts';

const GENDERS: Readonly<Record<string, string>> = { m: 'male', male: 'male', f: 'female', female: 'female' };

/** Everybody a record names, by the id that its entries use. */
export class Actors {
  readonly #byId: ReadonlyMap<string, XmlNode>;
  readonly #patient: XmlNode | undefined;

  constructor(root: XmlNode) {
    this.#byId = new Map(children(child(root, 'Actors'), 'Actor').map((actor) => [ownText(child(actor, 'ActorObjectID')) ?? '', actor]));
    this.#patient = this.#byId.get(ownText(child(root, 'Patient', 'ActorID')) ?? '');
  }

  /** The person as the record writes them. */
  get actor(): XmlNode | undefined {
    return this.#patient;
  }

  get patient(): JsonObject {
    const actor = this.#patient;
    const person = child(actor, 'Person');
    const born = child(person, 'DateOfBirth');
    const exact = (ownText(child(born, 'ExactDateTime')) ?? '').slice(0, 10);
    return {
      resourceType: 'Patient',
      ...known({
        identifier: children(actor, 'IDs').flatMap((each) => listOf(ownText(child(each, 'ID'))).map((value) => ({ value }))),
        name: listOf(nameOf(person)),
        telecom: reachOf(actor),
        gender: GENDERS[textOf(person, 'Gender')?.toLowerCase() ?? ''],
        birthDate: /^\d{4}(-\d\d(-\d\d)?)?$/.test(exact) ? exact : undefined,
        address: children(actor, 'Address')
          .map(addressOf)
          .filter((each) => Object.keys(each).length),
      }),
    };
  }

  /** Who an entry comes from: the person themself, or somebody with a name. */
  sourceOf(entry: XmlNode): { isPatient: boolean; display?: string } {
    const id = ownText(child(entry, 'Source', 'Actor', 'ActorID')) ?? '';
    return this.named(id);
  }

  named(id: string): { isPatient: boolean; display?: string } {
    const actor = this.#byId.get(id);
    if (!actor || actor === this.#patient) return { isPatient: actor !== undefined };
    const display = wordsOf(actor);
    return { isPatient: false, ...(display !== undefined && { display }) };
  }
}

function wordsOf(actor: XmlNode): string | undefined {
  const name = nameOf(child(actor, 'Person'));
  const given = Array.isArray(name?.['given']) ? name['given'] : [];
  const person = [...given, name?.['family']].filter((part) => typeof part === 'string').join(' ');
  return person || textOf(actor, 'Organization', 'Name') || textOf(actor, 'InformationSystem', 'Name');
}

function nameOf(person: XmlNode | undefined): JsonObject | undefined {
  const current = child(person, 'Name', 'CurrentName') ?? child(person, 'Name', 'BirthName');
  const given = children(current, 'Given', 'Middle').flatMap((each) => listOf(ownText(each)));
  const display = ownText(child(person, 'Name', 'DisplayName'));
  const name = known({
    family: ownText(child(current, 'Family')),
    given,
    suffix: children(current, 'Suffix').flatMap((each) => listOf(ownText(each))),
  });
  if (Object.keys(name).length === 0) return display === undefined ? undefined : { text: display };
  return name;
}

function reachOf(actor: XmlNode | undefined): JsonObject[] {
  const of = (name: string, system: string) =>
    children(actor, name).flatMap((each) => listOf(ownText(child(each, 'Value')) ?? ownText(each)).map((value) => ({ system, value })));
  return [...of('Telephone', 'phone'), ...of('EMail', 'email'), ...of('Email', 'email')];
}

const addressOf = (node: XmlNode): JsonObject =>
  known({
    line: [...listOf(ownText(child(node, 'Line1'))), ...listOf(ownText(child(node, 'Line2')))],
    city: ownText(child(node, 'City')),
    state: ownText(child(node, 'State')),
    postalCode: ownText(child(node, 'PostalCode')),
    country: ownText(child(node, 'Country')),
  });
