import type { JsonObject } from '@satchel/fhir';
import type { Draft } from '@satchel/record';
import type { Finding, Topic } from './finding.ts';

/** The namespace of what rules say, so that the next time is a new version of the same fact and not another fact. */
export const FINDINGS = 'urn:satchel:finding';

/** Drafts of one rule, to be committed with its name and version as their Provenance. */
export interface RuleDrafts {
  readonly rule: Finding['rule'];
  readonly drafts: readonly Draft[];
}

type Shape = (finding: Finding, patient: JsonObject) => JsonObject;

/** Findings as FHIR R4: what is wrong is a DetectedIssue, what drifts a Flag, what comes due a GuidanceResponse. */
const SHAPES: Readonly<Record<Topic, Shape>> = {
  medicine: detectedIssue,
  contradiction: detectedIssue,
  deviation: flag,
  immunization: guidance,
  'preventive-care': guidance,
  'follow-up': guidance,
};

/**
 * What was found, grouped by rule. `patient` is the reference to the record's own person. Nothing in a draft depends on the
 * day it was made, so that asking every day writes nothing new.
 */
export function findingDrafts(findings: readonly Finding[], patient: string): RuleDrafts[] {
  const kept = findings.filter(isKept);
  return [...Map.groupBy(kept, ({ rule }) => `${rule.id} ${rule.version}`).values()].map((group) => ({
    rule: (group[0] as Finding).rule,
    drafts: group.map((finding) => {
      const resource = SHAPES[finding.topic](finding, { reference: patient });
      return { resource, source: { system: FINDINGS, id: sourceId(String(resource['resourceType']), finding) } };
    }),
  }));
}

/** Care that is done or does not concern the person is an answer, and nothing to keep. */
const isKept = ({ answer, due }: Finding): boolean =>
  answer === 'found' && (due === undefined || ['due', 'overdue', 'upcoming'].includes(due.status));

/** What a finding is known by from one day to the next: `Type/rule~about`. */
const sourceId = (type: string, { rule, about }: Finding): string => `${type}/${plain(rule.id)}~${plain(about)}`;
const plain = (text: string): string => text.replace(/[^A-Za-z0-9.-]+/g, '-');

const identifierOf = ({ rule, about }: Finding): JsonObject[] => [{ system: FINDINGS, value: `${rule.id}|${about}` }];
const textOf = ({ title, advice }: Finding): string => [title.en, advice?.en].filter(Boolean).join(' ');
const references = ({ facts }: Finding): JsonObject[] => facts.map((reference) => ({ reference }));

const SEVERITY = { interrupt: 'high', act: 'moderate', know: 'low', none: 'low' } as const;

function detectedIssue(finding: Finding, patient: JsonObject): JsonObject {
  return {
    resourceType: 'DetectedIssue',
    identifier: identifierOf(finding),
    status: 'final',
    code: { text: finding.title.en },
    severity: SEVERITY[finding.urgency],
    patient,
    ...(finding.facts.length > 0 && { implicated: references(finding) }),
    detail: textOf(finding),
    ...(finding.rule.url !== undefined && { reference: finding.rule.url }),
  };
}

function flag(finding: Finding, subject: JsonObject): JsonObject {
  return {
    resourceType: 'Flag',
    identifier: identifierOf(finding),
    status: 'active',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/flag-category', code: 'clinical', display: 'Clinical' }] }],
    code: { text: textOf(finding) },
    subject,
  };
}

function guidance(finding: Finding, subject: JsonObject): JsonObject {
  const { due, rule } = finding;
  const days = [due?.recommended && `Recommended: ${due.recommended}.`, due?.last && `Last done: ${due.last}.`].filter(Boolean);
  return {
    resourceType: 'GuidanceResponse',
    identifier: identifierOf(finding),
    moduleUri: `urn:satchel:rule:${rule.id}|${rule.version}`,
    status: 'success',
    subject,
    ...(finding.facts.length > 0 && { reasonReference: references(finding) }),
    note: [{ text: [textOf(finding), ...days].join(' ') }],
  };
}
