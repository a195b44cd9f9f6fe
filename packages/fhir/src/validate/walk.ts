import rules from '../../../../knowledge/fhir-r4/rules.json' with { type: 'json' };
import { isJsonObject } from '../json/value.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import { issue } from '../outcome.ts';
import type { Issue, IssueCode } from '../outcome.ts';
import { parseReference } from '../references.ts';
import { typePlan } from './model.ts';
import type { ElementPlan, NamedRule, TypePlan } from './model.ts';
import type { RuleContext } from './rules/index.ts';
import { xhtmlFault } from './xhtml.ts';

const ruleText = rules as Readonly<Record<string, string>>;

/** Deeper than any sensible resource; values not read by `parseJson` may go deeper than its limit. */
const MAX_DEPTH = 200;

/** One walk through one resource, beside the plans of its types. */
export class Walk {
  readonly issues: Issue[] = [];
  /** How many issues there were beyond the limit. */
  unlisted = 0;
  private readonly limit: number;
  private readonly steps: (string | number)[] = [];
  private context: RuleContext;

  constructor(resource: JsonObject, limit: number) {
    this.limit = limit;
    this.context = { resource, root: resource };
  }

  run(): void {
    const { resource } = this.context;
    this.steps.push(this.typeStep(resource));
    this.resource(resource);
  }

  private typeStep(resource: JsonObject): string {
    const type = resource['resourceType'];
    return typeof type === 'string' && typePlan(type)?.isResource === true ? type : 'Resource';
  }

  private report(code: IssueCode, diagnostics: string, name?: string): void {
    if (this.issues.length >= this.limit) {
      this.unlisted++;
      return;
    }
    const path = this.steps.reduce<string>(
      (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
      '',
    );
    this.issues.push(issue('error', code, diagnostics, { expression: [name === undefined ? path : `${path}.${name}`] }));
  }

  private resource(resource: JsonObject): void {
    const type = resource['resourceType'];
    const plan = typeof type === 'string' ? typePlan(type) : undefined;
    if (type === undefined) this.report('required', 'The resource does not say its resourceType');
    else if (plan?.isResource !== true || plan.name === 'Resource' || plan.name === 'DomainResource') {
      this.report('not-supported', 'Unknown resource type');
    } else this.object(resource, plan);
  }

  /** A resource inside another: contained ones share its root, entries of a Bundle have their own. */
  private innerResource(resource: JsonObject, isContained: boolean): void {
    const outer = this.context;
    this.context = { resource, root: isContained ? outer.root : resource };
    this.resource(resource);
    this.context = outer;
  }

  /** @param hasValue for the extensions of a primitive: whether its value stands beside them */
  private object(node: JsonObject, plan: TypePlan, hasValue = false): void {
    if (this.steps.length > MAX_DEPTH) return this.report('too-costly', 'The resource is nested too deeply to check');
    let present = 0;
    let choices = 0;
    let isEmpty = !hasValue;
    for (const name in node) {
      const value = node[name];
      if (value === undefined) continue;
      if (name !== 'id') isEmpty = false;
      const element = plan.elements.get(name);
      if (element === undefined) {
        if (name !== 'resourceType' || !plan.isResource) this.unknown(name);
        continue;
      }
      present |= element.requiredBit;
      if (element.choiceBit !== 0 && !isBesideItsMain(element, node)) {
        if ((choices & element.choiceBit) !== 0) this.report('structure', 'Only one type of this choice may be given', name);
        choices |= element.choiceBit;
      }
      this.member(node, value, element);
    }
    if (isEmpty) this.report('invariant', 'ele-1: All FHIR elements must have a value or children');
    if (present !== (1 << plan.required.length) - 1) this.missing(present, plan.required);
    for (const rule of plan.rules) this.apply(rule, node);
  }

  private unknown(name: string): void {
    this.report('structure', 'Unknown element', /^\w{1,64}$/.test(name) ? name : undefined);
  }

  private missing(present: number, required: readonly string[]): void {
    required.forEach((name, index) => {
      if ((present & (1 << index)) === 0) this.report('required', 'A required element is missing', name.replace('[x]', ''));
    });
  }

  private apply(rule: NamedRule, node: JsonObject): void {
    if (!rule.holds(node, this.context)) {
      this.report('invariant', `${rule.name.split('@')[0]}: ${ruleText[rule.name] ?? ''}`);
    }
  }

  private member(node: JsonObject, value: JsonValue, element: ElementPlan): void {
    const { steps } = this;
    steps.push(element.name);
    if (element.companionOf !== undefined) this.companion(node[element.companionOf], value, element);
    else if (!element.isArray) this.single(value, element);
    else if (Array.isArray(value)) this.many(node, value, element);
    else this.report('structure', 'An array is needed here, even for one value');
    steps.pop();
  }

  private single(value: JsonValue, element: ElementPlan): void {
    if (Array.isArray(value)) this.report('structure', 'Only one value may stand here, not an array');
    else this.value(value, element);
  }

  private many(node: JsonObject, values: JsonValue[], element: ElementPlan): void {
    if (values.length === 0) this.report('structure', 'An array may not be empty');
    for (let i = 0; i < values.length; i++) {
      this.steps.push(i);
      const value = values[i]!;
      if (value === null && element.check !== undefined) this.gap(node, i, element);
      else this.value(value, element);
      this.steps.pop();
    }
  }

  /** A null in a list of primitives must have extensions at its place in the companion. */
  private gap(node: JsonObject, index: number, element: ElementPlan): void {
    const companion = node[`_${element.name}`];
    if (!Array.isArray(companion) || !isJsonObject(companion[index])) {
      this.report('structure', 'A null must have extensions in its place');
    }
  }

  private companion(main: JsonValue | undefined, value: JsonValue, element: ElementPlan): void {
    if (Array.isArray(value) !== element.isArray) {
      this.report('structure', 'The extensions of a primitive must have the form of its value');
    } else if (!Array.isArray(value)) {
      this.extensionsOf(main, value, element);
    } else {
      const mains = Array.isArray(main) ? main : [];
      if (mains.length > 0 && value.length > mains.length) this.report('structure', 'There are extensions for values that are not there');
      value.forEach((item, index) => {
        this.steps.push(index);
        if (item !== null) this.extensionsOf(mains[index], item, element);
        this.steps.pop();
      });
    }
  }

  private extensionsOf(main: JsonValue | undefined, value: JsonValue, element: ElementPlan): void {
    if (isJsonObject(value)) this.object(value, typePlan(element.typeName)!, main !== undefined && main !== null);
    else this.report('structure', 'An object is needed here');
  }

  private value(value: JsonValue, element: ElementPlan): void {
    if (element.check !== undefined) this.primitive(value, element);
    else if (element.typeName === 'xhtml') this.narrative(value);
    else if (!isJsonObject(value)) this.report('structure', 'An object is needed here');
    else if (element.typeName === 'Resource') this.innerResource(value, element.name === 'contained');
    else this.complex(value, element);
  }

  private primitive(value: JsonValue, element: ElementPlan): void {
    const expected = element.check!(value);
    if (expected !== undefined) this.report('value', `Expected here: ${expected}`);
    else if (element.codes !== undefined && !element.codes.hasCode(value)) this.report('code-invalid', notIn(element.codes.name));
  }

  private narrative(value: JsonValue): void {
    const fault = typeof value === 'string' ? xhtmlFault(value) : 'is not text';
    if (fault !== undefined) this.report('invariant', `txt-1: The narrative ${fault}`);
  }

  private complex(value: JsonObject, element: ElementPlan): void {
    this.object(value, typePlan(element.typeName)!);
    if (element.targets !== undefined || element.typeName === 'Reference') this.reference(value, element);
    if (element.codes !== undefined) this.coded(value, element);
    for (const rule of element.rules) this.apply(rule, value);
  }

  private reference(value: JsonObject, element: ElementPlan): void {
    const text = value['reference'];
    if (typeof text !== 'string' || text === '') return;
    const target = parseReference(text);
    if (target === undefined) return this.report('value', 'Expected here: a reference to a resource', 'reference');
    if (element.targets === undefined) return;
    const type = 'type' in target ? target.type : this.containedType(target.kind === 'contained' ? target.id : '');
    if (type !== undefined && !element.targets.has(type)) {
      this.report('structure', 'The reference is to a type of resource that may not stand here', 'reference');
    }
  }

  private containedType(id: string): string | undefined {
    const contained = this.context.root['contained'];
    if (id === '' || !Array.isArray(contained)) return undefined;
    const type = contained.find((each) => isJsonObject(each) && each['id'] === id);
    return isJsonObject(type) && typeof type['resourceType'] === 'string' ? type['resourceType'] : undefined;
  }

  private coded(value: JsonObject, element: ElementPlan): void {
    const list = element.codes!;
    const nested = element.typeName === 'CodeableConcept' ? value['coding'] : [value];
    const codings = Array.isArray(nested) ? nested.filter(isJsonObject) : [];
    if (!codings.some((coding) => list.hasCoding(coding['system'], coding['code']))) {
      this.report('code-invalid', notIn(list.name));
    }
  }
}

function isBesideItsMain(element: ElementPlan, node: JsonObject): boolean {
  return element.companionOf !== undefined && node[element.companionOf] !== undefined;
}

function notIn(valueSet: string): string {
  return `Not a code of the value set ${valueSet}, which is required here`;
}
