import { all, has, isDistinct, isOneOf, path, text } from './rule.ts';
import type { Rules } from './rule.ts';
import { isJsonObject } from '../../json/value.ts';
import type { JsonObject, JsonValue } from '../../json/value.ts';

/** Rules of every resource, and of the resources that hold others. */
export const resourceRules: Rules = {
  'dom-2': (e) => all(e, 'contained').every((each) => !has(each, 'contained')),
  'dom-3': (e) => !has(e, 'contained') || isEachContainedReferenced(e),
  'dom-4': (e) => path(e, 'contained', 'meta').every((meta) => !has(meta, 'versionId') && !has(meta, 'lastUpdated')),
  'dom-5': (e) => path(e, 'contained', 'meta').every((meta) => !has(meta, 'security')),
};

/** A contained resource is pointed to from somewhere in its container, or points to it with `#`. */
function isEachContainedReferenced(resource: JsonObject): boolean {
  const used = new Set<string>();
  noteFragments(resource, used);
  return all(resource, 'contained').every((each) => used.has(`#${text(each, 'id')}`) || pointsToContainer(each));
}

function pointsToContainer(resource: JsonObject): boolean {
  const used = new Set<string>();
  noteFragments(resource, used);
  return used.has('#');
}

function noteFragments(value: JsonValue, used: Set<string>): void {
  if (typeof value === 'string') {
    if (value.charCodeAt(0) === 35) used.add(value);
  } else if (Array.isArray(value)) {
    for (const item of value) noteFragments(item, used);
  } else if (isJsonObject(value)) {
    for (const name in value) noteFragments(value[name]!, used);
  }
}

const REQUESTS = ['batch', 'transaction', 'history'];
const RESPONSES = ['batch-response', 'transaction-response', 'history'];

const isFirstEntry = (bundle: JsonObject, type: string) => all(all(bundle, 'entry')[0] ?? {}, 'resource')[0]?.resourceType === type;

export const bundleRules: Rules = {
  'bdl-1': (e) => !has(e, 'total') || isOneOf(e, 'type', 'searchset', 'history'),
  'bdl-2': (e) => e.type === 'searchset' || all(e, 'entry').every((entry) => !has(entry, 'search')),
  'bdl-3': (e) => hasEachEntry(e, 'request', isOneOf(e, 'type', ...REQUESTS)),
  'bdl-4': (e) => hasEachEntry(e, 'response', isOneOf(e, 'type', ...RESPONSES)),
  'bdl-5': (e) => has(e, 'resource') || has(e, 'request') || has(e, 'response'),
  'bdl-7': (e) => e.type === 'history' || isDistinct(versionedUrls(e)),
  'bdl-8': (e) => !text(e, 'fullUrl').includes('/_history/'),
  'bdl-9': (e) => e.type !== 'document' || all(e, 'identifier').some((id) => has(id, 'system') && has(id, 'value')),
  'bdl-10': (e) => e.type !== 'document' || e.timestamp !== undefined,
  'bdl-11': (e) => e.type !== 'document' || isFirstEntry(e, 'Composition'),
  'bdl-12': (e) => e.type !== 'message' || isFirstEntry(e, 'MessageHeader'),
};

function hasEachEntry(bundle: JsonObject, name: string, expected: boolean): boolean {
  return all(bundle, 'entry').every((entry) => has(entry, name) === expected);
}

function versionedUrls(bundle: JsonObject): string[] {
  return all(bundle, 'entry')
    .filter((entry) => has(entry, 'fullUrl'))
    .map((entry) => `${text(entry, 'fullUrl')} ${text(path(entry, 'resource', 'meta')[0], 'versionId')}`);
}

const hasPart = (e: JsonObject) => has(e, 'part');
const hasValue = (e: JsonObject) => Object.keys(e).some((name) => /^_?value[A-Z]/.test(name));

export const parametersRules: Rules = {
  'inv-1@Parameters.parameter': (e) => (hasPart(e) ? !hasValue(e) && !has(e, 'resource') : hasValue(e) !== has(e, 'resource')),
};
