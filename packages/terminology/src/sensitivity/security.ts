import type { JsonObject, JsonValue } from '@satchel/fhir';
import { codingsOf } from '@satchel/fhir';
import { NONE, UNSORTED } from './category.ts';
import type { Mask } from './category.ts';
import { tableOf } from './codes.ts';
import { SECURITY_LABELS as LIST } from './lists.ts';

const neutral = new Set(LIST.neutral);
const neutralSystems = new Set(LIST.neutralSystems);
const nonSensitive = new Set(LIST.nonSensitive);
const confidentialitySystems = new Set(LIST.confidentialitySystems);
const ordinary = new Set(LIST.ordinary);
const needsReason = new Set(LIST.needsReason);
const sensitivitySystems = new Set(LIST.systems);

/** What the security labels of a resource say of it. */
export interface SecurityVerdict {
  readonly mask: Mask;
  /** Somebody has said what this is: its free text need not stay unsorted. */
  readonly sorted: boolean;
}

const silent: SecurityVerdict = { mask: NONE, sorted: false };

/**
 * Reads `meta.security` and the labels that documents carry beside it (`DocumentReference.securityLabel`).
 * A label that we do not know, and restricted without a reason, are strictest.
 */
export function readSecurityLabels(resource: JsonObject): SecurityVerdict {
  const meta = resource['meta'];
  const onMeta = typeof meta === 'object' && meta !== null && !Array.isArray(meta) ? meta['security'] : undefined;
  const onDocument = resource['securityLabel'];
  return onMeta === undefined && onDocument === undefined ? silent : verdictOf([onMeta, onDocument]);
}

function verdictOf(labels: readonly (JsonValue | undefined)[]): SecurityVerdict {
  let mask = NONE;
  let restricted = false;
  let declared = false;
  for (const { system = '', code = '' } of labels.flatMap((value) => codingsOf(value))) {
    if (confidentialitySystems.has(system)) {
      restricted ||= needsReason.has(code);
      if (!ordinary.has(code) && !needsReason.has(code)) mask |= UNSORTED;
    } else if (sensitivitySystems.has(system)) {
      const found = tableOf(system)?.maskOf(code) ?? NONE;
      mask |= found !== NONE || neutral.has(code) ? found : UNSORTED;
      declared ||= nonSensitive.has(code);
    } else if (!neutralSystems.has(system)) {
      mask |= UNSORTED;
    }
  }
  if (restricted && mask === NONE) mask = UNSORTED;
  return { mask, sorted: (mask & UNSORTED) === NONE && (mask !== NONE || declared) };
}
