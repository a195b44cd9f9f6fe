export { checkMedicines } from './check.ts';
export { medicineKnowledge, type MedicineFiles, type MedicineKnowledge } from './knowledge.ts';
export { loadMedicines, medicineFiles } from './load.ts';
export { type ListFile, type ListRead, readList } from './operator/lists.ts';
export { readRxNorm, type RxNormFiles } from './operator/rxnorm.ts';
export { MEDICINES } from './registered.ts';
export { ingredientsOf, type Resolution } from './resolve.ts';
export { tableOf, type MedicineTable, type TableFile } from './table.ts';
