import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Summary } from '../../../../server/src/http/api.ts';

export type SectionId = Summary['sections'][number]['id'];

/** What each part of the summary is called, and how "none" is said of it. */
export const SECTIONS: Readonly<Record<SectionId, { readonly title: MessageDescriptor; readonly none: MessageDescriptor }>> = {
  problems: { title: msg`Health problems`, none: msg`No known health problems` },
  allergies: { title: msg`Allergies and intolerances`, none: msg`No known allergies` },
  medicines: { title: msg`Medicines`, none: msg`Takes no medicines` },
  immunizations: { title: msg`Vaccinations`, none: msg`No vaccinations` },
  procedures: { title: msg`Operations and procedures`, none: msg`No procedures` },
  results: { title: msg`Test results`, none: msg`No results` },
  vitals: { title: msg`Body measurements`, none: msg`No measurements` },
  encounters: { title: msg`Visits`, none: msg`No visits` },
  family: { title: msg`Family history`, none: msg`Nothing known in the family` },
  social: { title: msg`Daily life`, none: msg`Nothing to note` },
  plans: { title: msg`Plans and goals`, none: msg`No plans` },
  documents: { title: msg`Documents`, none: msg`No documents` },
  claims: { title: msg`Bills and claims`, none: msg`No bills` },
  other: { title: msg`Everything else`, none: msg`Nothing else` },
};
