import type { Form } from '../form.ts';
import { allergy } from './allergy.ts';
import { condition } from './condition.ts';
import { contact } from './contact.ts';
import { device } from './device.ts';
import { directive } from './directive.ts';
import { familyHistory } from './family-history.ts';
import { goal } from './goal.ts';
import { insurance } from './insurance.ts';
import { medicine } from './medicine.ts';
import { procedure } from './procedure.ts';
import { provider } from './provider.ts';
import { result } from './result.ts';
import { vaccine } from './vaccine.ts';
import { visit } from './visit.ts';

/** Everything that can be entered by hand, the most usual first (FEATURES §1.D). */
export const FORMS: readonly Form[] = [
  medicine,
  allergy,
  condition,
  vaccine,
  result,
  visit,
  procedure,
  familyHistory,
  provider,
  contact,
  insurance,
  device,
  directive,
  goal,
];

export const formById = (id: string): Form | undefined => FORMS.find((form) => form.id === id);
/** The form in which a fact of this type is edited. */
export const formByType = (type: string): Form | undefined => FORMS.find((form) => form.type === type);
