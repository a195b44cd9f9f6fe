import type { JsonObject } from '@satchel/fhir';
import { mapped, reference } from '../build.ts';
import { codeOf, type EntryContext, hasTemplate, isCcda, statementIn } from '../context.ts';
import { idsOf } from '../datatypes/ids.ts';
import { isPrivacyAnnotation } from '../header/security.ts';
import { attribute, child, children, elements, type XmlNode } from '../xml/node.ts';
import { allergy, isAllergyObservation } from './allergies.ts';
import { careTeam } from './care-team.ts';
import { coverages } from './coverage.ts';
import { deviceSupply, isDeviceSupply } from './devices.ts';
import { encounter } from './encounters.ts';
import { isNegated, moodOf, wordsOf } from './elements.ts';
import { familyHistory, isFamilyHistory, namesRelative } from './family-history.ts';
import { goal } from './goals.ts';
import { immunization, isImmunization } from './immunizations.ts';
import { media } from './media.ts';
import { medication, medicationSupply } from './medications.ts';
import { note } from './notes.ts';
import { observation } from './observations.ts';
import { panel } from './panels.ts';
import { deviceRequest, isPlanned, serviceRequest } from './plan.ts';
import { isProblemObservation, problem } from './problems.ts';
import { procedure } from './procedures.ts';
import { collection, isCollection, results } from './results.ts';
import { socialHistory } from './social-history.ts';
import { vitalSign, vitalSigns } from './vital-signs.ts';

/**
 * Makes resources of a statement and of everything stated inside it. What no kind of statement asks for in another is
 * made into a resource of its own, so that nothing is lost by standing where it was not expected.
 */
export function statement(node: XmlNode, at: EntryContext): string[] {
  const made = stated(node, at);
  return [...made, ...leftIn(node, at)];
}

function leftIn(node: XmlNode, at: EntryContext): string[] {
  return children(node, 'entryRelationship', 'component').flatMap((relation) => {
    const inner = statementIn(relation);
    if (!inner) return [];
    if (at.isTaken(inner)) return leftIn(inner, at);
    return saysSomething(inner) ? statement(inner, at) : leftIn(inner, at);
  });
}

/** A statement of null flavours alone, or one that only points at another, says nothing by itself. */
function saysSomething(node: XmlNode): boolean {
  if (isPrivacyAnnotation(node) || isCcda(node, '122')) return false;
  return elements(node).some(
    (each) =>
      ['code', 'value', 'text', 'consumable', 'product', 'participant', 'performer'].includes(each.name) &&
      attribute(each, 'nullFlavor') === undefined,
  );
}

function stated(node: XmlNode, at: EntryContext): string[] {
  switch (node.name) {
    case 'act':
      return act(node, at);
    case 'organizer':
      return organizer(node, at);
    case 'observation':
      return [observed(node, at)];
    case 'substanceAdministration':
      return [isImmunization(node, at.section) ? immunization(node, at) : medication(node, at)];
    case 'supply':
      return [supplied(node, at)];
    case 'procedure':
      return [isCollection(node) ? collection(node, at) : isPlanned(node) ? serviceRequest(node, at) : procedure(node, at)];
    case 'encounter':
      return [encounter(node, at)];
    case 'observationMedia':
      return [media(node, at)].filter((each) => each !== undefined);
    default:
      return [];
  }
}

function supplied(node: XmlNode, at: EntryContext): string {
  if (!isDeviceSupply(node, at.section)) return medicationSupply(node, at);
  return moodOf(node) === 'EVN' ? deviceSupply(node, at) : deviceRequest(node, at);
}

function observed(node: XmlNode, at: EntryContext): string {
  if (moodOf(node) === 'GOL') return goal(node, at);
  if (isPlanned(node)) return serviceRequest(node, at);
  if (isAllergyObservation(node)) return allergy(node, undefined, at);
  if (namesRelative(node)) return familyHistory(node, at);
  if (isProblemObservation(node)) return problem(node, undefined, at);
  if (at.section === '29762-2' || isCcda(node, '38', '78', '85', '200') || hasTemplate(node, '2.16.840.1.113883.10.20.15.3.8'))
    return socialHistory(node, at);
  if (at.section === '8716-3' || isCcda(node, '27')) return vitalSign(node, at);
  if (isCcda(node, '13') && !hasValue(node)) return procedure(node, at);
  return observation(node, at);
}

const hasValue = (node: XmlNode): boolean =>
  children(node, 'value').some(
    (value) => attribute(value, 'nullFlavor') === undefined && (Object.keys(value.attributes).length > 1 || value.content.length > 0),
  );

function organizer(node: XmlNode, at: EntryContext): string[] {
  if (isPrivacyAnnotation(node)) return [];
  if (isCcda(node, '500')) return [careTeam(node, at)];
  if (isFamilyHistory(node)) return [familyHistory(node, at)];
  if (isCcda(node, '26') || (at.section === '8716-3' && !isCcda(node, '1'))) return [vitalSigns(node, at)];
  if (isCcda(node, '1') || hasTemplate(node, '2.16.840.1.113883.10.20.1.32') || at.section === '30954-2') return [results(node, at)];
  const holdsObservations = children(node, 'component').some((component) =>
    children(component, 'observation').some((each) => !isPlanned(each) && !isCcda(each, '48')),
  );
  return holdsObservations && codeOf(node) !== undefined ? [panel(node, at)] : [];
}

/** Acts that only hold others: concerns, diagnoses. */
const CONCERNS: readonly string[] = ['3', '30', '33', '34', '35', '51', '65', '80', '132', '136'];

function act(node: XmlNode, at: EntryContext): string[] {
  if (isPrivacyAnnotation(node)) return [];
  if (isCcda(node, '202')) return [note(node, at)];
  if (isCoverage(node, at)) return coverages(node, at);
  const inner = concerned(node, at);
  const [first] = inner;
  if (first !== undefined) {
    at.take(node);
    at.document.drafts.alias(idsOf(node), first);
    return inner;
  }
  if (isCcda(node, ...CONCERNS) || isWrapper(node)) return concernInWords(node, at);
  return [isPlanned(node) ? serviceRequest(node, at) : procedure(node, at)];
}

const isCoverage = (node: XmlNode, at: EntryContext): boolean =>
  isCcda(node, '60', '61') ||
  hasTemplate(node, '2.16.840.1.113883.10.20.1.20', '2.16.840.1.113883.10.20.22.60', '1.3.6.1.4.1.19376.1.5.3.1.4.17') ||
  (at.section === '48768-6' && moodOf(node) !== 'INT');

/** Other entries of the document that this one is about: Entry References. */
function referredIn(node: XmlNode, at: EntryContext): JsonObject[] {
  const pointers = at.related(node, (each) => isCcda(each, '122'));
  return mapped(pointers, (pointer) => {
    const found = at.document.drafts.find(idsOf(pointer));
    return found === undefined ? undefined : reference(found);
  });
}

/** A concern may be only words ("no concerns at this visit") or point at a problem told elsewhere. */
function concernInWords(node: XmlNode, at: EntryContext): string[] {
  at.take(node);
  const holdsMore = children(node, 'entryRelationship').some((relation) => statementIn(relation) !== undefined);
  const focus = referredIn(node, at);
  const words = wordsOf(node, at) ?? (isNegated(node) ? 'None known' : undefined);
  if (focus.length === 0 && (words === undefined || holdsMore)) return [];
  return [observation(node, at, { more: { status: 'final', focus, valueString: words, valueBoolean: undefined } })];
}

/** An act without a code of its own that holds other statements. */
const isWrapper = (node: XmlNode): boolean =>
  (codeOf(node) === undefined || codeOf(node) === 'CONC') &&
  children(node, 'entryRelationship').some((relation) => statementIn(relation) !== undefined);

/** Allergies and problems in a concern or diagnosis act, which gives them its status. */
function concerned(node: XmlNode, at: EntryContext): string[] {
  const allergies = at.related(
    node,
    (each) =>
      isAllergyObservation(each) || (each.name === 'observation' && at.section === '48765-2' && child(each, 'participant') !== undefined),
  );
  const problems = at.related(
    node,
    (each) =>
      isProblemObservation(each) ||
      (isConcern(node) &&
        each.name === 'observation' &&
        moodOf(each) === 'EVN' &&
        at.section === '11450-4' &&
        child(each, 'value') !== undefined),
  );
  return [...allergies.map((each) => allergy(each, node, at)), ...problems.map((each) => problem(each, node, at))];
}

const isConcern = (node: XmlNode): boolean => isCcda(node, ...CONCERNS) || hasTemplate(node, '2.16.840.1.113883.10.20.1.27');
