import type { JsonObject } from '@satchel/fhir';
import type { Parsed } from '../../source.ts';
import { APPLE, category, ME, observation } from './drafts.ts';
import type { Open } from './reader.ts';
import { HEALTHKIT, wordsOf } from './types.ts';

const GENDER: Readonly<Record<string, string>> = {
  HKBiologicalSexMale: 'male',
  HKBiologicalSexFemale: 'female',
  HKBiologicalSexOther: 'other',
};

/** What the person told their phone about themself: who they are, and what else they filled in. */
export function* meDrafts({ fields, place }: Open): Iterable<Parsed> {
  const at = (name: string): string => fields[`HKCharacteristicTypeIdentifier${name}`] ?? '';
  const [birthDate, sex] = [at('DateOfBirth'), at('BiologicalSex')];
  const gender = Object.hasOwn(GENDER, sex) ? GENDER[sex] : undefined;
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(birthDate);
  if (isDate || gender !== undefined) {
    const resource: JsonObject = { resourceType: 'Patient', ...(gender !== undefined && { gender }), ...(isDate && { birthDate }) };
    yield { kind: 'draft', draft: { resource, source: { system: APPLE, id: ME.id }, place } };
  }
  const blood = /^HKBloodType(A|B|AB|O)(Positive|Negative)$/.exec(at('BloodType'));
  if (blood) {
    const group = `${blood[1]} Rh ${blood[2]?.toLowerCase()}`;
    yield observation(
      { key: 'BloodType', place },
      {
        category: category('laboratory'),
        code: { coding: [{ system: 'http://loinc.org', code: '882-1', display: 'ABO and Rh group [Type] in Blood' }], text: 'Blood group' },
        valueCodeableConcept: { coding: [{ system: HEALTHKIT, code: blood[0], display: group }], text: group },
        note: [{ text: 'As entered in the Health app, not tested.' }],
      },
    );
  }
  const skin = at('FitzpatrickSkinType');
  if (/^HKFitzpatrickSkinType[IV]+$/.test(skin))
    yield observation(
      { key: 'FitzpatrickSkinType', place },
      {
        category: category('exam'),
        code: {
          coding: [{ system: HEALTHKIT, code: 'HKCharacteristicTypeIdentifierFitzpatrickSkinType', display: 'Fitzpatrick skin type' }],
          text: 'Fitzpatrick skin type',
        },
        valueCodeableConcept: { text: skin.replace('HKFitzpatrickSkinType', 'Type ') },
      },
    );
  const medicines = at('CardioFitnessMedicationsUse');
  if (medicines !== '' && medicines !== 'None' && medicines !== 'HKCardioFitnessMedicationsUseNone')
    yield observation(
      { key: 'CardioFitnessMedicationsUse', place },
      {
        category: category('survey'),
        code: { text: 'Medicines that affect heart rate' },
        valueString: medicines
          .split(/[,;]\s*/)
          .map((each) => wordsOf(each.replace('HKCardioFitnessMedicationsUse', '')))
          .join(', '),
      },
    );
}
