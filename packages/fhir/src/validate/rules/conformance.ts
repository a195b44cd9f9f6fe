import { all, count, has, hasChoice, howMany, implies, isDistinct, isOneOf, nested, path, text, texts, values } from './rule.ts';
import type { Rules } from './rule.ts';
import type { JsonObject } from '../../json/value.ts';

/** Rules of the resources that describe systems, terms and questions. */
export const terminologyRules: Rules = {
  'csd-1': (e) => isDistinct(texts(nested(e, 'concept'), 'code')),
  'cmd-1': (e) => has(e, 'comment') || !isOneOf(e, 'equivalence', 'narrower', 'inexact'),
  'cmd-2': (e) => implies(e.mode === 'fixed', has(e, 'code')),
  'cmd-3': (e) => implies(e.mode === 'other-map', has(e, 'url')),
  'nsd-1': (e) => e.kind !== 'root' || all(e, 'uniqueId').every((id) => id.type !== 'uuid'),
  'nsd-2': (e) =>
    isDistinct(
      texts(
        all(e, 'uniqueId').filter((id) => id.preferred === true),
        'type',
      ),
    ),
  'vsd-1': (e) => has(e, 'valueSet') || has(e, 'system'),
  'vsd-2': (e) => implies(has(e, 'concept') || has(e, 'filter'), has(e, 'system')),
  'vsd-3': (e) => !has(e, 'concept') || !has(e, 'filter'),
  'vsd-6': (e) => has(e, 'code') || has(e, 'display'),
  'vsd-9': (e) => has(e, 'code') || e.abstract === true,
  'vsd-10': (e) => !has(e, 'code') || has(e, 'system'),
  'tcp-1': (e) => count(e, 'version') <= 1 || all(e, 'version').every((version) => has(version, 'code')),
  'tcp-2': (e) => howMany(e, 'description', 'software', 'implementation') > 0,
  'tcp-3': (e) => e.kind !== 'instance' || has(e, 'implementation'),
  'tcp-4': (e) => e.kind !== 'capability' || (!has(e, 'implementation') && has(e, 'software')),
  'tcp-5': (e) => e.kind !== 'requirements' || (!has(e, 'implementation') && !has(e, 'software')),
};

export const capabilityRules: Rules = {
  'cpb-1': (e) => has(e, 'rest') || has(e, 'messaging') || has(e, 'document'),
  'cpb-2': (e) => howMany(e, 'description', 'software', 'implementation') > 0,
  'cpb-3': (e) => e.kind === 'instance' || path(e, 'messaging', 'endpoint').length === 0,
  'cpb-7': (e) => isDistinct(all(e, 'document').map((each) => `${text(each, 'profile')} ${text(each, 'mode')}`)),
  'cpb-9': (e) => isDistinct(texts(all(e, 'resource'), 'type')),
  'cpb-12': (e) => isDistinct(texts(all(e, 'searchParam'), 'name')),
  'cpb-14': (e) => e.kind !== 'instance' || has(e, 'implementation'),
  'cpb-15': (e) => e.kind !== 'capability' || (!has(e, 'implementation') && has(e, 'software')),
  'cpb-16': (e) => e.kind !== 'requirements' || (!has(e, 'implementation') && !has(e, 'software')),
  'ig-1': (e) =>
    path(e, 'resource').every((each) => !has(each, 'groupingId') || all(e, 'grouping').some((grouping) => grouping.id === each.groupingId)),
  'ig-2': (e) =>
    path(e, 'definition', 'resource')
      .flatMap((each) => values(each, 'fhirVersion'))
      .every((version) => values(e, 'fhirVersion').includes(version)),
  'md-1': (e) => e.max === '*' || Number(text(e, 'max')) > 0,
  'opd-1': (e) => has(e, 'type') || has(e, 'part'),
  'opd-2': (e) => implies(has(e, 'searchType'), e.type === 'string'),
  'opd-3': (e) => implies(has(e, 'targetProfile'), isOneOf(e, 'type', 'Reference', 'canonical')),
  'spd-1': (e) => !has(e, 'xpath') || has(e, 'xpathUsage'),
  'spd-2': (e) => !has(e, 'chain') || e.type === 'reference',
  'smp-1': (e) => implies(has(e, 'element'), has(e, 'context')),
  'smp-2': (e) => implies(has(e, 'context'), has(e, 'contextType')),
  'mea-1': (e) =>
    path(e, 'group', 'stratifier').every(
      (each) => (has(each, 'code') || has(each, 'description') || has(each, 'criteria')) !== has(each, 'component'),
    ),
  'mrp-1': (e) => e.type !== 'data-collection' || !has(e, 'group'),
  'mrp-2': (e) => path(e, 'group', 'stratifier', 'stratum').every((each) => has(each, 'value') !== has(each, 'component')),
};

const WITH_ANSWERS = ['choice', 'open-choice', 'decimal', 'integer', 'date', 'dateTime', 'time', 'string', 'quantity'];
const WITH_LENGTH = ['boolean', 'decimal', 'integer', 'string', 'text', 'url', 'open-choice'];

export const questionnaireRules: Rules = {
  'que-1': (e) => implies(e.type === 'group', has(e, 'item')) && implies(e.type === 'display', !has(e, 'item')),
  'que-2': (e) => isDistinct(texts(nested(e, 'item'), 'linkId')),
  'que-3': (e) => e.type !== 'display' || !has(e, 'code'),
  'que-4': (e) => !has(e, 'answerOption') || !has(e, 'answerValueSet'),
  'que-5': (e) => isOneOf(e, 'type', ...WITH_ANSWERS) || (!has(e, 'answerValueSet') && !has(e, 'answerOption')),
  'que-6': (e) => e.type !== 'display' || (!has(e, 'required') && !has(e, 'repeats')),
  'que-7': (e) => implies(e.operator === 'exists', has(e, 'answerBoolean')),
  'que-8': (e) => !isOneOf(e, 'type', 'group', 'display') || !has(e, 'initial'),
  'que-9': (e) => e.type !== 'display' || !has(e, 'readOnly'),
  'que-10': (e) => isOneOf(e, 'type', ...WITH_LENGTH) || !has(e, 'maxLength'),
  'que-11': (e) => !has(e, 'answerOption') || !has(e, 'initial'),
  'que-12': (e) => implies(count(e, 'enableWhen') > 2, has(e, 'enableBehavior')),
  'que-13': (e) => e.repeats === true || count(e, 'initial') <= 1,
  'qrs-1': (e) => !has(e, 'answer') || !has(e, 'item'),
};

const OPERATIONS_WITHOUT_TARGET = ['capabilities', 'search', 'transaction', 'history'];
const hasOneTarget = (e: JsonObject) =>
  has(e, 'sourceId') ||
  howMany(e, 'targetId', 'url', 'params') === 1 ||
  all(e, 'type').some((type) => isOneOf(type, 'code', ...OPERATIONS_WITHOUT_TARGET));
const ASSERTIONS = [
  'contentType',
  'expression',
  'headerField',
  'minimumId',
  'navigationLinks',
  'path',
  'requestMethod',
  'resource',
  'responseCode',
  'response',
  'validateProfileId',
];
const hasOneAssertion = (e: JsonObject) => has(e, 'extension') || howMany(e, ...ASSERTIONS) <= 1;
const comparesRightly = (e: JsonObject) =>
  !has(e, 'compareToSourceId') !== (has(e, 'compareToSourceExpression') || has(e, 'compareToSourcePath'));
const respondsRightly = (e: JsonObject) =>
  !has(e, 'direction') || e.direction === 'response' || (!has(e, 'response') && !has(e, 'responseCode') && e.direction === 'request');
const isOperationOrAssert = (e: JsonObject) => has(e, 'operation') !== has(e, 'assert');

export const testRules: Rules = {
  'inv-1@TestReport.setup.action': isOperationOrAssert,
  'inv-2@TestReport.test.action': isOperationOrAssert,
  'tst-1': isOperationOrAssert,
  'tst-2': isOperationOrAssert,
  'tst-3': (e) => !has(e, 'expression') || !has(e, 'headerField') || !has(e, 'path'),
  'tst-4': (e) => path(e, 'capability').some((each) => has(each, 'required') || has(each, 'validated')),
  'tst-5': hasOneAssertion,
  'tst-6': hasOneAssertion,
  'tst-7': hasOneTarget,
  'tst-8': hasOneTarget,
  'tst-9': hasOneTarget,
  'tst-10': comparesRightly,
  'tst-11': comparesRightly,
  'tst-12': respondsRightly,
  'tst-13': respondsRightly,
};

const isRoot = (element: JsonObject) => typeof element.path === 'string' && !element.path.includes('.');
const snapshot = (e: JsonObject) => path(e, 'snapshot', 'element');
const differential = (e: JsonObject) => path(e, 'differential', 'element');
const both = (e: JsonObject) => [...snapshot(e), ...differential(e)];
const HL7 = 'http://hl7.org/fhir/StructureDefinition';
const TYPE_CODE = /^[a-zA-Z0-9.]+$|^http:\/\/hl7\.org\/fhirpath\/System\.[A-Z][A-Za-z]+$/;
const PLAIN_TYPE_CODE = /^[a-zA-Z0-9]+$|^http:\/\/hl7\.org\/fhirpath\/System\.[A-Z][A-Za-z]+$/;
const hasTypeCodes = (elements: JsonObject[], form: RegExp) =>
  elements.flatMap((each) => all(each, 'type')).every((type) => !has(type, 'code') || form.test(text(type, 'code')));
const hasDistinctIds = (elements: JsonObject[]) => elements.every((each) => has(each, 'id')) && isDistinct(texts(elements, 'id'));

export const structureDefinitionRules: Rules = {
  'sdf-1': (e) => e.derivation === 'constraint' || isDistinct(texts(snapshot(e), 'path')),
  'sdf-2': (e) => has(e, 'name') || has(e, 'uri'),
  'sdf-3': (e) => all(e, 'element').every((each) => has(each, 'definition') && has(each, 'min') && has(each, 'max')),
  'sdf-4': (e) => e.abstract === true || has(e, 'baseDefinition'),
  'sdf-5': (e) => e.type !== 'Extension' || e.derivation === 'specialization' || has(e, 'context'),
  'sdf-6': (e) => has(e, 'snapshot') || has(e, 'differential'),
  'sdf-8': (e, { resource }) =>
    isUnderOneRoot(
      all(e, 'element'),
      (first) => resource.kind === 'logical' || first === resource.type,
      text(snapshot(resource)[0], 'path'),
    ),
  'sdf-8a': (e, { resource }) =>
    isUnderOneRoot(
      all(e, 'element'),
      (first) => resource.kind === 'logical' || first.startsWith(text(resource, 'type')),
      text(differential(resource)[0], 'path').replace(/\..*/s, ''),
    ),
  'sdf-8b': (e) => all(e, 'element').every((each) => has(each, 'base')),
  'sdf-9': (e) =>
    both(e)
      .filter(isRoot)
      .every((each) => !has(each, 'label') && !has(each, 'code') && !has(each, 'requirements')),
  'sdf-11': (e) => e.kind === 'logical' || !has(e, 'snapshot') || text(snapshot(e)[0], 'path') === e.type,
  'sdf-14': (e) => both(e).every((each) => has(each, 'id')),
  'sdf-15': (e) => e.kind === 'logical' || !has(snapshot(e)[0] ?? {}, 'type'),
  'sdf-15a': (e) =>
    e.kind === 'logical' ||
    !differential(e)
      .slice(0, 1)
      .some((first) => isRoot(first) && has(first, 'type')),
  'sdf-16': (e) => hasDistinctIds(snapshot(e)),
  'sdf-17': (e) => hasDistinctIds(differential(e)),
  'sdf-18': (e) => implies(has(e, 'contextInvariant'), e.type === 'Extension'),
  'sdf-19': (e) =>
    !text(e, 'url').startsWith(HL7) || (hasTypeCodes(differential(e), PLAIN_TYPE_CODE) && hasTypeCodes(snapshot(e), TYPE_CODE)),
  'sdf-20': (e) =>
    all(e, 'element')
      .filter(isRoot)
      .every((each) => !has(each, 'slicing')),
  'sdf-21': (e) => e.derivation === 'specialization' || !differential(e).some((each) => hasChoice(each, 'defaultValue')),
  'sdf-22': (e) => !text(e, 'url').startsWith(HL7) || !both(e).some((each) => hasChoice(each, 'defaultValue')),
  'sdf-23': (e) =>
    both(e)
      .filter(isRoot)
      .every((each) => !has(each, 'sliceName')),
};

function isUnderOneRoot(elements: JsonObject[], isRightFirst: (path: string) => boolean, root: string): boolean {
  const [first, ...rest] = elements;
  return isRightFirst(text(first, 'path')) && rest.every((each) => text(each, 'path').startsWith(`${root}.`));
}
