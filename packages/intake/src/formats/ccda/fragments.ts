import { child, createNode, type XmlNode } from './xml/node.ts';

const HEADER: ReadonlySet<string> = new Set([
  'recordTarget',
  'author',
  'dataEnterer',
  'informant',
  'custodian',
  'informationRecipient',
  'legalAuthenticator',
  'authenticator',
  'participant',
  'inFulfillmentOf',
  'documentationOf',
  'relatedDocument',
  'componentOf',
]);
const STATEMENTS: ReadonlySet<string> = new Set([
  'act',
  'encounter',
  'observation',
  'organizer',
  'procedure',
  'substanceAdministration',
  'supply',
]);

/** Elements that a part of a document may begin with. */
export const FRAGMENT_ROOTS: ReadonlySet<string> = new Set([
  ...HEADER,
  ...STATEMENTS,
  'section',
  'entry',
  'component',
  'entryRelationship',
  'structuredBody',
]);

/** The document among the roots; parts of one (a section, an entry, a statement) put where they belong in one. */
export function documentOf(roots: readonly XmlNode[]): { readonly document: XmlNode; readonly whole: boolean } | undefined {
  const whole = roots.find((root) => root.name === 'ClinicalDocument');
  if (whole) return { document: whole, whole: true };
  const parts = roots.filter((root) => FRAGMENT_ROOTS.has(root.name));
  if (parts.length === 0) return undefined;
  const header = parts.filter((part) => HEADER.has(part.name));
  const sections = parts.flatMap(sectionsIn);
  const body = createNode('component', {}, [
    createNode(
      'structuredBody',
      {},
      sections.map((section) => createNode('component', {}, [section])),
    ),
  ]);
  return { document: createNode('ClinicalDocument', {}, [...header, ...(sections.length ? [body] : [])]), whole: false };
}

function sectionsIn(part: XmlNode): XmlNode[] {
  if (part.name === 'section') return [part];
  const inner = child(part, 'section');
  if (inner) return [inner];
  if (part.name === 'structuredBody' || child(part, 'structuredBody')) {
    const body = child(part, 'structuredBody') ?? part;
    return body.content.flatMap((each) => (typeof each !== 'string' ? sectionsIn(each) : []));
  }
  if (part.name === 'entry') return [createNode('section', {}, [part])];
  if (STATEMENTS.has(part.name)) return [createNode('section', {}, [createNode('entry', {}, [part])])];
  if (part.name === 'component' || part.name === 'entryRelationship')
    return [createNode('section', {}, [createNode('entry', {}, part.content)])];
  return [];
}
