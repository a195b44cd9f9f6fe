import { attribute, type XmlNode } from '../xml/node.ts';

/** C-CDA on FHIR, ConceptMap CF-NullFlavorDataAbsentReason. */
const REASONS: Readonly<Record<string, string>> = {
  NI: 'unknown',
  UNK: 'unknown',
  NP: 'unknown',
  OTH: 'unsupported',
  TRC: 'unsupported',
  NINF: 'negative-infinity',
  PINF: 'positive-infinity',
  MSK: 'masked',
  NA: 'not-applicable',
  ASKU: 'asked-unknown',
  NAV: 'temp-unknown',
  NASK: 'not-asked',
};

export const nullFlavor = (node: XmlNode | undefined): string | undefined => attribute(node, 'nullFlavor');

/** Why there is no value, as a code of data-absent-reason; undefined where the element claims to have one. */
export function absentReason(node: XmlNode | undefined): string | undefined {
  const flavor = nullFlavor(node);
  return flavor === undefined ? undefined : (REASONS[flavor] ?? 'unknown');
}
