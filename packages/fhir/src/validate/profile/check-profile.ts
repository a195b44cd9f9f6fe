import { isJsonObject } from '../../json/value.ts';
import type { JsonObject, JsonValue } from '../../json/value.ts';
import { issue } from '../../outcome.ts';
import type { Issue, IssueCode, Severity } from '../../outcome.ts';
import { parseReference } from '../../references.ts';
import { isResourceType } from '../../types.ts';
import { MAX_ISSUES } from '../index.ts';
import type { ElementRule, Profile, RuleNode } from './profile.ts';
import { fitsPattern, isFixed, valuesOf } from './values.ts';
import type { Valued } from './values.ts';

/** What the world knows of other profiles and of codes. */
export interface ProfileContext {
  /** A profile by its canonical URL, with or without a version; undefined when it is not held. */
  profile(canonical: string): Profile | undefined;
  /** Whether a value set holds a code; undefined when its codes are not known. Without a system, any code that is written so. */
  holds(valueSet: string, system: string | undefined, code: string): boolean | undefined;
}

/** `http://hl7.org/fhir/StructureDefinition/Patient`: the type itself, which `validate` checks. */
const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const MAXIMUM_DEPTH = 60;

/**
 * What is wrong with a resource by a profile and those it is built on: cardinality, types, fixed and pattern values, slices,
 * targets of references and required bindings are errors; must-support elements that are missing are information. What could
 * not be checked (invariants, value sets and profiles that are not held, slices told apart by other means) is said so. No
 * issue quotes the content.
 */
export function checkProfile(resource: JsonObject, profile: Profile, context: ProfileContext): Issue[] {
  const check = new Check(context);
  check.whole(resource, profile);
  return check.issues();
}

class Check {
  readonly #context: ProfileContext;
  readonly #issues: Issue[] = [];
  readonly #unchecked = new Set<string>();
  readonly #under: string[] = [];

  constructor(context: ProfileContext) {
    this.#context = context;
  }

  issues(): Issue[] {
    const rest = this.#issues.length - MAX_ISSUES;
    return [
      ...this.#issues.slice(0, MAX_ISSUES),
      ...(rest > 0 ? [issue('information', 'incomplete', `And ${rest} more issues of profiles that are not listed`)] : []),
      ...[...this.#unchecked].slice(0, MAX_ISSUES).map((what) => issue('information', 'incomplete', `Could not check ${what}`)),
    ];
  }

  whole(value: JsonObject, profile: Profile, at = profile.type): void {
    const { url, type, baseDefinition, root } = profile;
    if (this.#under.includes(url) || this.#under.length > MAXIMUM_DEPTH) return;
    if (value['resourceType'] !== undefined && value['resourceType'] !== type)
      return this.#fault('structure', at, `The profile ${nameOf(profile)} is for ${type}`);
    this.#under.push(url);
    const base = baseDefinition === undefined ? undefined : this.#context.profile(baseDefinition);
    if (base) this.whole(value, base, at);
    else if (baseDefinition !== undefined && !isCore(baseDefinition))
      this.#unchecked.add(`what ${nameOf(profile)} is built on: it is not held here`);
    this.#one(root, { value, at, name: type }, profile);
    this.#inside(root, value, at, profile);
    this.#under.pop();
  }

  #inside(node: RuleNode, holder: JsonObject, at: string, profile: Profile): void {
    for (const [name, child] of node.children) {
      const values = valuesOf(holder, name, at);
      this.#held(child, values, at, profile);
      const sliced = new Set<Valued>();
      for (const slice of child.slices.values()) {
        const isIn = values.map((each) => this.#isIn(this.#discriminators(child, profile), slice, each));
        // Neither in nor out: then nobody knows how many there are.
        if (isIn.includes(undefined)) {
          this.#unchecked.add(`the slice ${slice.id} of ${nameOf(profile)}: it is told apart by means that are not offered here`);
          continue;
        }
        const own = values.filter((_, index) => isIn[index]);
        for (const each of own) sliced.add(each);
        this.#held(slice, own, at, profile);
      }
      if (child.rule.isClosed && values.some((each) => !sliced.has(each)))
        this.#fault('structure', `${at}.${name}`, `${nameOf(profile)} allows nothing beside the slices of ${child.id}`);
    }
  }

  #held(node: RuleNode, values: readonly Valued[], at: string, profile: Profile): void {
    const { rule, id } = node;
    const place = `${at}.${id.split('.').at(-1)?.split(':')[0] ?? ''}`;
    if (rule.min !== undefined && values.length < rule.min)
      this.#fault('required', place, `${nameOf(profile)} wants ${id} at least ${times(rule.min)}`);
    if (rule.max !== undefined && values.length > rule.max)
      this.#fault(
        'structure',
        place,
        rule.max === 0 ? `${nameOf(profile)} allows no ${id}` : `${nameOf(profile)} wants ${id} at most ${times(rule.max)}`,
      );
    if (rule.isMustSupport && values.length === 0 && !rule.min)
      this.#add('information', 'informational', place, `${nameOf(profile)} marks ${id} as must-support; it is not there`);
    for (const each of values) {
      this.#one(node, each, profile);
      if (isJsonObject(each.value)) this.#inside(node, each.value, each.at, profile);
    }
  }

  #one({ rule, id }: RuleNode, { value, at, type }: Valued, profile: Profile): void {
    const by = nameOf(profile);
    if (rule.fixed !== undefined && !isFixed(value, rule.fixed)) this.#fault('value', at, `${by} fixes ${id} to another value`);
    if (rule.pattern !== undefined && !fitsPattern(value, rule.pattern)) this.#fault('value', at, `${by} wants another pattern of ${id}`);
    if (type !== undefined && rule.types && !rule.types.some(({ code }) => code.toLowerCase() === type.toLowerCase()))
      this.#fault('structure', at, `${by} does not allow this type of ${id}`);
    this.#target(rule, value, at, by, id);
    if (rule.valueSet !== undefined) this.#bound(rule.valueSet, value, at, by, id);
    for (const key of rule.invariants ?? []) this.#unchecked.add(`the rule ${key} of ${by}: rules of profiles are not evaluated`);
    this.#typeProfiles(rule, value, at);
  }

  /** An extension by its own definition, where there is only one it can be. */
  #typeProfiles({ types }: ElementRule, value: JsonValue, at: string): void {
    const [only, ...more] = types?.flatMap(({ profiles }) => profiles) ?? [];
    if (only === undefined || more.length > 0 || !isJsonObject(value)) return;
    const own = this.#context.profile(only);
    if (own) this.whole(value, own, at);
    else this.#unchecked.add('the profile of a part: it is not held here');
  }

  #target({ types }: ElementRule, value: JsonValue, at: string, by: string, id: string): void {
    const targets = types?.flatMap((each) => each.targets) ?? [];
    if (targets.length === 0 || !isJsonObject(value) || typeof value['reference'] !== 'string') return;
    const literal = parseReference(value['reference']);
    const named = targets.map((target) => (isCore(target) ? target.slice(CORE.length) : this.#context.profile(target)?.type));
    if (!literal || !('type' in literal) || named.includes('Resource') || named.includes(undefined)) return;
    if (!named.includes(literal.type)) this.#fault('value', at, `${by} does not let ${id} refer to this type`);
  }

  #bound(valueSet: string, value: JsonValue, at: string, by: string, id: string): void {
    const codings = codingsIn(value);
    if (codings.length === 0 && isJsonObject(value)) return this.#fault('code-invalid', at, `${by} wants a code of a value set in ${id}`);
    const held = codings.map(({ system, code }) => this.#context.holds(valueSet, system, code));
    if (held.some((each) => each === true)) return;
    if (held.includes(undefined)) this.#unchecked.add(`the codes of ${id} in ${by}: the value set is not held here`);
    else if (held.length > 0) this.#fault('code-invalid', at, `${by} wants another code in ${id}`);
  }

  /** What tells the slices of an element apart; a profile need not repeat what it is built on. */
  #discriminators({ id, rule }: RuleNode, profile: Profile, depth = 0): NonNullable<ElementRule['discriminators']> {
    if (rule.discriminators) return rule.discriminators;
    const base = profile.baseDefinition === undefined ? undefined : this.#context.profile(profile.baseDefinition);
    const node = base?.nodes.get(id);
    if (base && node && depth < MAXIMUM_DEPTH) return this.#discriminators(node, base, depth + 1);
    if (id.endsWith('[x]')) return [{ type: 'type', path: '$this' }];
    return /\.(modifierE|e)xtension$/.test(id) ? [{ type: 'value', path: 'url' }] : [];
  }

  /** By discriminators of type value, pattern and type; undefined when they cannot tell (http://hl7.org/fhir/R4/profiling.html#discriminator). */
  #isIn(told: NonNullable<ElementRule['discriminators']>, slice: RuleNode, { value, name }: Valued): boolean | undefined {
    const decided = told.map(({ type, path }) => {
      if (type === 'type' && path === '$this') {
        const types = slice.rule.types?.map(({ code }) => code.toLowerCase());
        return types ? types.some((code) => name.toLowerCase().endsWith(code)) : name === slice.id.split(':').at(-1);
      }
      return type === 'value' || type === 'pattern' ? this.#meets(slice, path === '$this' ? [] : path.split('.'), value) : undefined;
    });
    return decided.length === 0 || decided.includes(undefined) ? undefined : decided.every(Boolean);
  }

  /** Whether what stands at a path is as the slice fixes it; undefined when the slice fixes nothing there. */
  #meets(node: RuleNode, path: readonly string[], value: JsonValue): boolean | undefined {
    const { fixed, pattern, types } = node.rule;
    const [name, ...rest] = path;
    if (name === undefined) {
      if (fixed !== undefined) return isFixed(value, fixed);
      if (pattern !== undefined) return fitsPattern(value, pattern);
      return node.rule.valueSet === undefined ? this.#children(node, value) : this.#isBound(node.rule.valueSet, value);
    }
    const [profile] = types?.flatMap(({ profiles }) => profiles) ?? [];
    if (name === 'url' && profile !== undefined) return isJsonObject(value) && value['url'] === profile.split('|')[0];
    const wanted = [fixed ?? pattern].flatMap((each) => (isJsonObject(each) ? [each[name]] : []))[0];
    const child = node.children.get(name);
    if (wanted === undefined && !child) return undefined;
    const values = isJsonObject(value) ? valuesOf(value, name, '').map((each) => each.value) : [];
    if (wanted !== undefined && rest.length === 0)
      return (Array.isArray(wanted) ? wanted : [wanted]).every((one) => values.some((each) => fitsPattern(each, one)));
    if (!child) return undefined;
    const met = values.map((each) => this.#meets(child, rest, each));
    return met.includes(true) ? true : met.length > 0 && met.every((each) => each === undefined) ? undefined : false;
  }

  /** A slice that is its value set. */
  #isBound(valueSet: string, value: JsonValue): boolean | undefined {
    const held = codingsIn(value).map(({ system, code }) => this.#context.holds(valueSet, system, code));
    return held.includes(true) ? true : held.includes(undefined) ? undefined : false;
  }

  /** `$this` that is fixed part by part. */
  #children(node: RuleNode, value: JsonValue): boolean | undefined {
    const fixing = [...node.children].filter(([, { rule }]) => rule.fixed !== undefined || rule.pattern !== undefined);
    if (fixing.length === 0) return undefined;
    return (
      isJsonObject(value) && fixing.every(([name, child]) => valuesOf(value, name, '').some((each) => this.#meets(child, [], each.value)))
    );
  }

  #fault(code: IssueCode, at: string, words: string): void {
    this.#add('error', code, at, words);
  }

  #add(severity: Severity, code: IssueCode, at: string, words: string): void {
    this.#issues.push(issue(severity, code, words, { expression: [at] }));
  }
}

const isCore = (canonical: string): boolean => {
  const name = canonical.startsWith(CORE) ? canonical.slice(CORE.length) : '';
  return isResourceType(name) || name === 'Resource' || name === 'DomainResource' || name === 'Extension';
};

const nameOf = ({ url }: Profile): string => url.split('/').at(-1) ?? 'The profile';
const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** A code, a Coding, or the codings of a CodeableConcept. */
function codingsIn(value: JsonValue): { readonly system?: string; readonly code: string }[] {
  if (typeof value === 'string') return [{ code: value }];
  if (!isJsonObject(value)) return [];
  if (Array.isArray(value['coding'])) return value['coding'].flatMap(codingsIn);
  const { system, code } = value;
  return typeof code === 'string' ? [{ code, ...(typeof system === 'string' && { system }) }] : [];
}
