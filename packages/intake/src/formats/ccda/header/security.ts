import type { JsonObject } from '@satchel/fhir';
import { coding, HL7 } from '../build.ts';
import { attribute, child, children, type XmlNode } from '../xml/node.ts';

/** Security observations of DS4P: confidentiality, sensitivity, handling, purpose (CDA DS4P R1 §4.2 to 4.5). */
const OBSERVATIONS = '2.16.840.1.113883.3.445.';
const ANNOTATION: readonly string[] = ['2.16.840.1.113883.3.3251.1.4', '2.16.840.1.113883.3.445.17', '2.16.840.1.113883.3.445.18'];

const CONFIDENTIALITY = /^[ULMNRV]$/;

/** The security labels that an element of a document states for itself: `meta.security`. Normal confidentiality is no label. */
export function securityOf(node: XmlNode): JsonObject[] {
  const own = attribute(child(node, 'confidentialityCode'), 'code');
  return [...(own !== undefined && own !== 'N' ? [confidentiality(own)] : []), ...annotationsIn(node)];
}

/** Whether a statement says nothing but how private something is. */
export const isPrivacyAnnotation = (statement: XmlNode): boolean =>
  children(statement, 'templateId').some((template) => ANNOTATION.includes(attribute(template, 'root') ?? ''));

/** The labels of the annotations directly in a section, an entry or a statement. */
export function annotationsIn(node: XmlNode): JsonObject[] {
  return children(node, 'entry', 'entryRelationship', 'component').flatMap((holder) =>
    children(holder, 'organizer', 'observation').flatMap((statement) =>
      isPrivacyAnnotation(statement) ? labelsIn(statement) : isSecurityObservation(statement) ? labelOf(statement) : [],
    ),
  );
}

export function labelsIn(annotation: XmlNode): JsonObject[] {
  return children(annotation, 'component').flatMap((component) => children(component, 'observation').flatMap(labelOf));
}

const isSecurityObservation = (statement: XmlNode): boolean =>
  children(statement, 'templateId').some((template) => (attribute(template, 'root') ?? '').startsWith(OBSERVATIONS));

function labelOf(observation: XmlNode): JsonObject[] {
  const value = child(observation, 'value');
  const code = attribute(value, 'code');
  if (code === undefined) return [];
  if (CONFIDENTIALITY.test(code)) return code === 'N' ? [] : [confidentiality(code)];
  const isReason = attribute(value, 'codeSystem') === '2.16.840.1.113883.5.8';
  return [coding(`${HL7}/${isReason ? 'v3-ActReason' : 'v3-ActCode'}`, code, attribute(value, 'displayName'))];
}

const confidentiality = (code: string): JsonObject => coding(`${HL7}/v3-Confidentiality`, code);
