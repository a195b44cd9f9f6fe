import { Anchors, plainText } from './narrative/anchors.ts';
import { attribute, child, children, type XmlNode } from './xml/node.ts';

/** A section of the body, with a name to find it again by. */
export interface Section {
  readonly node: XmlNode;
  /** LOINC code; empty where there is none. */
  readonly code: string;
  readonly label: string;
  readonly parent: Section | undefined;
}

/** What people call the sections; others go by their own title. */
const LABELS: Readonly<Record<string, string>> = {
  '48765-2': 'Allergies',
  '11450-4': 'Problems',
  '10160-0': 'Medications',
  '29549-3': 'Medications administered',
  '10183-2': 'Discharge medications',
  '42346-7': 'Admission medications',
  '11369-6': 'Immunizations',
  '30954-2': 'Results',
  '8716-3': 'Vital signs',
  '47519-4': 'Procedures',
  '46240-8': 'Encounters',
  '29762-2': 'Social history',
  '10157-6': 'Family history',
  '47420-5': 'Functional status',
  '10190-7': 'Mental status',
  '61144-2': 'Nutrition',
  '46264-8': 'Medical equipment',
  '18776-5': 'Plan of treatment',
  '61146-7': 'Goals',
  '75310-3': 'Health concerns',
  '62387-6': 'Interventions',
  '11383-7': 'Outcomes',
  '85847-2': 'Care teams',
  '42348-3': 'Advance directives',
  '48768-6': 'Payers',
  '69730-0': 'Instructions',
  '11348-0': 'Past illness',
  '46241-6': 'Admission diagnosis',
  '11535-2': 'Discharge diagnosis',
};

/** Some documents name a section by its template alone. */
const CODES: Readonly<Record<string, string>> = {
  '6': '48765-2',
  '5': '11450-4',
  '1': '10160-0',
  '2': '11369-6',
  '3': '30954-2',
  '4': '8716-3',
  '7': '47519-4',
  '22': '46240-8',
  '17': '29762-2',
  '15': '10157-6',
  '14': '47420-5',
  '56': '10190-7',
  '57': '61144-2',
  '23': '46264-8',
  '10': '18776-5',
  '60': '61146-7',
  '58': '75310-3',
  '21': '42348-3',
  '18': '48768-6',
  '38': '29549-3',
  '11': '10183-2',
};

/** Every section, outer ones before those in them; a label that comes again gets a number. */
export function sectionsOf(document: XmlNode): Section[] {
  const found: Section[] = [];
  const used = new Map<string, number>();
  const visit = (holder: XmlNode, parent: Section | undefined): void => {
    for (const node of children(holder, 'component').flatMap((component) => children(component, 'section'))) {
      const code = codeOfSection(node);
      const label = numbered(LABELS[code] ?? titleOf(node) ?? (code || 'Section'), used);
      const section = { node, code, label, parent };
      found.push(section);
      visit(node, section);
    }
  };
  const body = child(document, 'component', 'structuredBody');
  if (body) visit(body, undefined);
  return found;
}

function codeOfSection(node: XmlNode): string {
  const written = attribute(child(node, 'code'), 'code');
  if (written !== undefined && written in LABELS) return written;
  for (const template of children(node, 'templateId')) {
    const number = /^2\.16\.840\.1\.113883\.10\.20\.22\.2\.(\d+)(\.1)?$/.exec(attribute(template, 'root') ?? '')?.[1];
    const known = number === undefined ? undefined : CODES[number];
    if (known !== undefined) return known;
  }
  return written ?? '';
}

function titleOf(node: XmlNode): string | undefined {
  const title = child(node, 'title');
  return (title && plainText(title).slice(0, 60)) || attribute(child(node, 'code'), 'displayName')?.slice(0, 60);
}

function numbered(label: string, used: Map<string, number>): string {
  const count = (used.get(label) ?? 0) + 1;
  used.set(label, count);
  return count === 1 ? label : `${label} (${count})`;
}

/** What the narrative of a section names, and of the document where the section does not. */
export function anchorsOf(section: XmlNode, wider: Anchors): Anchors {
  const anchors = new Anchors(wider);
  const text = child(section, 'text');
  if (text) anchors.add(text);
  return anchors;
}

export const entriesOf = (section: XmlNode): XmlNode[] => children(section, 'entry');

export const entryPlace = (section: Section, at: number): string => `${section.label} entry ${at + 1}`;
