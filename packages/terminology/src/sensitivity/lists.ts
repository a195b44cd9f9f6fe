import atc from '../../../../knowledge/sensitivity/atc.json' with { type: 'json' };
import cvx from '../../../../knowledge/sensitivity/cvx.json' with { type: 'json' };
import genes from '../../../../knowledge/sensitivity/genes.json' with { type: 'json' };
import hcpcs from '../../../../knowledge/sensitivity/hcpcs.json' with { type: 'json' };
import icd10 from '../../../../knowledge/sensitivity/icd-10-cm.json' with { type: 'json' };
import icd10Procedures from '../../../../knowledge/sensitivity/icd-10-pcs.json' with { type: 'json' };
import icd9 from '../../../../knowledge/sensitivity/icd-9-cm.json' with { type: 'json' };
import icpc from '../../../../knowledge/sensitivity/icpc-2.json' with { type: 'json' };
import loinc from '../../../../knowledge/sensitivity/loinc.json' with { type: 'json' };
import medicines from '../../../../knowledge/sensitivity/medicines.json' with { type: 'json' };
import narrative from '../../../../knowledge/sensitivity/narrative.json' with { type: 'json' };
import placeOfService from '../../../../knowledge/sensitivity/place-of-service.json' with { type: 'json' };
import places from '../../../../knowledge/sensitivity/places.json' with { type: 'json' };
import providers from '../../../../knowledge/sensitivity/providers.json' with { type: 'json' };
import rxnorm from '../../../../knowledge/sensitivity/rxnorm.json' with { type: 'json' };
import securityLabels from '../../../../knowledge/sensitivity/security-labels.json' with { type: 'json' };
import serviceTypes from '../../../../knowledge/sensitivity/service-types.json' with { type: 'json' };
import snomed from '../../../../knowledge/sensitivity/snomed-ct.json' with { type: 'json' };
import english from '../../../../knowledge/sensitivity/words.en.json' with { type: 'json' };
import spanish from '../../../../knowledge/sensitivity/words.es.json' with { type: 'json' };
import type { Category } from './category.ts';

/** Where a list comes from: without these a list is not knowledge. */
export interface Provenance {
  readonly id: string;
  readonly version: string;
  readonly source: string;
  /** Day of the last review, `YYYY-MM-DD`. */
  readonly date: string;
  readonly licence: string;
  readonly note?: string;
}

type ByCategory = Readonly<Partial<Record<Category, readonly string[]>>>;

/** Codes of one code system. */
export interface CodeList extends Provenance {
  readonly systems: readonly string[];
  /** `code`: the code itself; `prefix`: every code that begins so, dots left out. */
  readonly match: string;
  readonly categories: ByCategory;
  /** Prefixes that are general although a shorter one is listed. */
  readonly except?: readonly string[];
  /** Regular expressions for what prefixes cannot say, such as the intent of a poisoning. */
  readonly patterns?: ByCategory;
  /** The list holds too few of the system's codes to tell a code that comes without any words. */
  readonly needsText?: boolean;
}

/** Words and beginnings of words (`*`) to look for in names and texts. */
export interface WordList extends Provenance {
  readonly categories: ByCategory;
  /** Phrases that hold such a word and mean something else. */
  readonly except: readonly string[];
}

/** What the security labels of `Resource.meta.security` say. */
export interface SecurityLabelList extends CodeList {
  /** Codes of the same system about handling, not about content. */
  readonly neutral: readonly string[];
  readonly neutralSystems: readonly string[];
  /** Codes by which somebody declares a text not sensitive. */
  readonly nonSensitive: readonly string[];
  readonly confidentialitySystems: readonly string[];
  /** Confidentiality that says nothing of a category. */
  readonly ordinary: readonly string[];
  /** Confidentiality that is strictest unless a sensitivity label beside it says why. */
  readonly needsReason: readonly string[];
}

export const CODE_LISTS: readonly CodeList[] = [
  atc,
  cvx,
  genes,
  hcpcs,
  icd10,
  icd10Procedures,
  icd9,
  icpc,
  loinc,
  placeOfService,
  places,
  providers,
  rxnorm,
  serviceTypes,
  snomed,
  securityLabels,
];

export const WORD_LISTS: readonly WordList[] = [medicines, english, spanish];

export const SECURITY_LABELS: SecurityLabelList = securityLabels;

/** LOINC codes whose value is free text. */
export const NARRATIVE: Provenance & { readonly codes: readonly string[] } = narrative;
