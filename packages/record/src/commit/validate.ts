import { issue, validate } from '@satchel/fhir';
import type { Work } from './work.ts';

/** What does not fit R4 is said, and the resource is kept as it came, marked; never dropped, never repaired in silence. */
export function validateStep(work: Work): void {
  for (const item of work.items) {
    if (item.effect !== 'new' && item.effect !== 'changed') continue;
    const found = validate(item.resource);
    if (found.length === 0) continue;
    item.issues.push(...found.map((each) => (item.place === undefined ? each : { ...each, location: item.place })));
    if (found.length > 20)
      item.issues.splice(20, item.issues.length - 20, issue('warning', 'processing', `${found.length - 20} more of this kind.`));
  }
}
