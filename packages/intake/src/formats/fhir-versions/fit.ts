import { type ElementPlan, isJsonObject, type JsonObject, type JsonValue, typePlan, type TypePlan } from '@satchel/fhir';
import { asType } from './as-type.ts';
import { differencesOf, type OldVersion, VERSION_IN_URL } from './differences.ts';
import { extensionsFor } from './keep.ts';
import { listOf, type Rules } from './rule.ts';
import { fillRequired } from './unknown.ts';

/** What is known while a resource is brought to R4, and what is found out. */
export interface Fitting {
  readonly version: OldVersion;
  /** The type in its own version, by which extensions are named. */
  readonly type: string;
  readonly rules: Rules;
  /** Rules for every resource: elements that moved in most types alike. */
  readonly general: (node: JsonObject, plan: TypePlan) => void;
  readonly inner: (resource: JsonObject) => JsonObject;
  /** Paths of what R4 has no place for; kept in extensions. */
  readonly kept: Set<string>;
  /** Paths of what R4 requires and the source does not say. */
  readonly unknown: Set<string>;
}

/** A node of a resource by R4's plan of its type: rules first, then each member by its type; the rest goes into extensions. */
export function fit(node: JsonObject, plan: TypePlan, path: string, fitting: Fitting): JsonObject {
  const out = { ...node };
  if (plan.isResource) fitting.general(out, plan);
  for (const rule of fitting.rules[plan.name] ?? []) rule(out);
  const extensions: JsonObject[] = [];
  for (const name of Object.keys(out)) {
    const value = out[name] as JsonValue;
    const element = plan.elements.get(name);
    if (name === 'resourceType' || element?.companionOf !== undefined) continue;
    if (element) fitMember(out, value, element, path, fitting, extensions);
    else {
      delete out[name];
      extensions.push(...keep(value, name, path, fitting));
    }
  }
  if (extensions.length && plan.elements.has('extension')) out['extension'] = [...listOf(out['extension']), ...extensions];
  if (plan.isResource || plan.name.includes('.')) {
    for (const name of fillRequired(out, plan)) fitting.unknown.add(`${path}.${name.replace('[x]', '')}`);
  }
  return out;
}

function fitMember(
  out: JsonObject,
  value: JsonValue,
  element: ElementPlan,
  path: string,
  fitting: Fitting,
  extensions: JsonObject[],
): void {
  const { name, isArray } = element;
  const fitted: JsonValue[] = [];
  const misfits: JsonValue[] = [];
  // A null in a list of primitives holds the place of extensions.
  if (isArray && element.check && Array.isArray(value) && value.includes(null)) return;
  for (const each of listOf(value)) {
    const done = isArray || fitted.length === 0 ? fitOne(each, element, `${path}.${name}`, fitting) : undefined;
    if (done === undefined) misfits.push(each);
    else fitted.push(done);
  }
  if (fitted.length === 0) delete out[name];
  else if (isArray) {
    if (!Array.isArray(value) || fitted.length !== value.length || fitted.some((each, n) => each !== value[n])) out[name] = fitted;
  } else if (fitted[0] !== value) out[name] = fitted[0] as JsonValue;
  if (misfits.length === 0) return;
  const kept = keep(misfits, name, path, fitting);
  const companion = out[`_${name}`];
  // A code that R4 does not have stands where the code would.
  if (element.check && !isArray && fitted.length === 0) {
    const own = isJsonObject(companion) ? companion : {};
    if (kept.length) out[`_${name}`] = { ...own, extension: [...listOf(own['extension']), ...kept] };
  } else extensions.push(...kept);
}

function fitOne(value: JsonValue, element: ElementPlan, path: string, fitting: Fitting): JsonValue | undefined {
  if (element.typeName === 'Resource') return isJsonObject(value) ? fitting.inner(value) : undefined;
  if (element.typeName === 'xhtml') return value;
  const typed = asType(value, element, urlOf(path, fitting));
  const plan = typePlan(element.typeName);
  if (element.check || !isJsonObject(typed) || !plan) return typed;
  if (element.typeName === 'Extension') return fitExtension(typed, plan, path, fitting);
  const fitted = fit(typed, plan, path, fitting);
  if (Object.keys(fitted).every((name) => name === 'id')) return undefined;
  return element.codes && !hasOneOf(element, fitted) ? undefined : fitted;
}

/** An extension stays; its value is one that R4's extensions may have. */
function fitExtension(extension: JsonObject, plan: TypePlan, path: string, fitting: Fitting): JsonObject {
  const out = { ...extension };
  for (const [name, value] of Object.entries(extension)) {
    const element = plan.elements.get(name);
    if (name === 'extension')
      out[name] = listOf(value)
        .filter(isJsonObject)
        .map((each) => fitExtension(each, plan, path, fitting));
    else if (element && name.startsWith('value')) out[name] = fitOne(value, element, path, fitting) ?? value;
    else if (!element && name.startsWith('value')) {
      delete out[name];
      Object.assign(out, extensionsFor(String(extension['url']), value)[0]);
    }
  }
  return out;
}

/** A required binding asks for a code of its list. */
function hasOneOf({ codes, typeName }: ElementPlan, value: JsonObject): boolean {
  const codings = typeName === 'CodeableConcept' ? listOf(value['coding']).filter(isJsonObject) : [value];
  return codings.some((coding) => codes?.hasCoding(coding['system'], coding['code']) === true);
}

function keep(value: JsonValue, name: string, path: string, fitting: Fitting): JsonObject[] {
  const own = `${path}.${name.replace(/^_/, '')}`;
  const made = extensionsFor(urlOf(own, fitting), value, differencesOf(fitting.version, fitting.type).get(belowRoot(own))?.type);
  if (made.length) fitting.kept.add(own);
  return made;
}

const belowRoot = (path: string): string => path.slice(path.indexOf('.') + 1);

function urlOf(path: string, { version, type }: Fitting): string {
  return `http://hl7.org/fhir/${VERSION_IN_URL[version]}/StructureDefinition/extension-${type}.${belowRoot(path)}`;
}
