import type { JsonObject } from '@satchel/fhir';
import { element, elementOrNone, mapped } from '../build.ts';
import type { Anchors } from '../narrative/anchors.ts';
import { attribute, child, children, type XmlNode } from '../xml/node.ts';
import { systemOf } from './systems.ts';
import { textOf } from './text.ts';

/** CD, CE, CV, CO, CS as Coding: the code itself, without its translations. */
export function codingOf(node: XmlNode | undefined): JsonObject | undefined {
  const code = attribute(node, 'code');
  if (code === undefined) return undefined;
  return element({
    system: systemOf(attribute(node, 'codeSystem'), attribute(node, 'codeSystemName')),
    code,
    display: attribute(node, 'displayName'),
  });
}

/** The code and its translations, each once. */
export function codingsIn(node: XmlNode | undefined): JsonObject[] {
  const seen = new Set<string>();
  return [node, ...children(node, 'translation')].flatMap((each) => {
    const made = codingOf(each);
    const key = `${String(made?.['system'])}|${String(made?.['code'])}`;
    if (!made || seen.has(key)) return [];
    seen.add(key);
    return [made];
  });
}

/** CD to CodeableConcept, with the words of the narrative that it points at; undefined where it says nothing. */
export function conceptOf(node: XmlNode | undefined, anchors: Anchors): JsonObject | undefined {
  const codings = codingsIn(node);
  const text =
    textOf(child(node, 'originalText'), anchors) ??
    textOf(child(child(node, 'translation'), 'originalText'), anchors) ??
    (codings.some((each) => each['display'] !== undefined) ? undefined : displayIn(node));
  return elementOrNone({ coding: codings, text });
}

/** Words without a code beside them are words all the same. */
function displayIn(node: XmlNode | undefined): string | undefined {
  const named = [node, ...children(node, 'translation')].find((each) => attribute(each, 'displayName') !== undefined);
  return attribute(named, 'displayName');
}

/** What qualifies a code, such as its laterality. */
export function qualifiersOf(node: XmlNode | undefined, anchors: Anchors): JsonObject[] {
  return mapped(children(node, 'qualifier'), (qualifier) => conceptOf(child(qualifier, 'value'), anchors));
}

/** Whether the code or one of its translations is one of `codes`. */
export function isCoded(node: XmlNode | undefined, ...codes: readonly string[]): boolean {
  return [node, ...children(node, 'translation')].some((each) => codes.includes(attribute(each, 'code') ?? ''));
}
