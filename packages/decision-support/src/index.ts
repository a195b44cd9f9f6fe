export { CHECKED_TYPES, CHECKS } from './checks.ts';
export type { Check, Said } from './evaluate.ts';
export { evaluate } from './evaluate.ts';
export type { Fact, Facts } from './facts.ts';
export { factsOf } from './facts.ts';
export type { Answer, Coverage, Finding, Report, RuleRef, Topic, Urgency, Words } from './finding.ts';
export type { RuleDrafts } from './resources.ts';
export { findingDrafts, FINDINGS } from './resources.ts';
export { checkImmunizations, loadSchedule } from './immunization/index.ts';
export type { LoadedSchedule } from './immunization/index.ts';
export { checkPreventiveCare, loadCareRules } from './preventive-care/index.ts';
export type { CareRules } from './preventive-care/index.ts';
export { checkContradictions, loadContradictionRules } from './contradictions/index.ts';
export { checkDeviations, loadDeviationRules, replay, SENSITIVITIES } from './deviations/index.ts';
export type { DeviationRule, DeviationRules, Sensitivity } from './deviations/index.ts';
export {
  checkMedicines,
  ingredientsOf,
  loadMedicines,
  medicineKnowledge,
  MEDICINES,
  readList,
  readRxNorm,
  tableOf,
} from './medicines/index.ts';
export type {
  ListFile,
  ListRead,
  MedicineFiles,
  MedicineKnowledge,
  MedicineTable,
  Resolution,
  RxNormFiles,
  TableFile,
} from './medicines/index.ts';
