import { medicineKnowledge, type MedicineFiles, type MedicineKnowledge } from './knowledge.ts';
import type { RuleFile } from './rules.ts';
import type { TableFile } from './table.ts';

/** Our own files as they are written down; read when first asked for, not when the program starts. */
export async function medicineFiles(): Promise<MedicineFiles> {
  const [
    { default: names },
    { default: substances },
    { default: codes },
    { default: atc },
    { default: classes },
    { default: conditions },
    { default: limits },
  ] = await Promise.all([
    import('../../../../knowledge/medicines/names.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/substances.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/codes.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/codes-atc.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/classes.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/conditions.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/limits.json', { with: { type: 'json' } }),
  ]);
  const rules = await Promise.all([
    import('../../../../knowledge/medicines/interactions-onc-high.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/interactions-onc-low.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/interactions-listed.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/allergies.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/duplicates.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/problems.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/pregnancy.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/age.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/kidney.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/food.json', { with: { type: 'json' } }),
    import('../../../../knowledge/medicines/maxima.json', { with: { type: 'json' } }),
  ]);
  const table: TableFile = {
    ...names,
    ingredients: [...names.ingredients, ...substances.ingredients],
    systems: { ...codes.systems, ...atc.systems },
    codes: { ...codes.codes, ...atc.codes },
  };
  return {
    tables: [table],
    words: names,
    classes,
    conditions,
    limits: limits.limits,
    rules: rules.map((file) => file.default as RuleFile),
  };
}

let ours: Promise<MedicineKnowledge> | undefined;

/** What the checks know, out of our own files; made once. An operator's table of medicines goes before ours. */
export function loadMedicines(operator?: TableFile): Promise<MedicineKnowledge> {
  if (operator) return medicineFiles().then((files) => medicineKnowledge({ ...files, tables: [operator, ...files.tables] }));
  ours ??= medicineFiles().then(medicineKnowledge);
  return ours;
}
