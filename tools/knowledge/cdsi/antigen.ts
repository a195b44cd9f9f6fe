import type { Antigen, Dose, Interval, Series, SkipCondition, VaccineUse } from '../../../packages/decision-support/src/immunization/schedule.ts';
import { all, type Element, listOf, one, textOf } from './xml.ts';

/** Leaves out what CDC left empty. */
export function said<T extends object>(members: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
  ) as T;
}

/** `20250701` or `01/01/1957`, as `YYYY-MM-DD`. */
const dayOf = (text: string | undefined): string | undefined =>
  text?.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3').replace(/^(\d{2})\/(\d{2})\/(\d{4})$/, '$3-$1-$2');

const flag = (text: string | undefined): true | undefined => (text === 'Yes' || text === 'Y' ? true : undefined);

export function antigenOf(root: Element): Antigen {
  const immunity = one(root, 'immunity');
  const contraindications = one(root, 'contraindications');
  const series = all(root, 'series').map(seriesOf);
  return said<Antigen>({
    name: textOf(all(root, 'series')[0], 'targetDisease')!,
    immune: all(immunity, 'clinicalHistory').map((history) => textOf(history, 'guidelineCode')!),
    bornBefore: all(immunity, 'dateOfBirth').map((born) =>
      said<NonNullable<Antigen['bornBefore']>[number]>({
        date: dayOf(textOf(born, 'immunityBirthDate'))!,
        country: textOf(born, 'birthCountry'),
        except: all(born, 'exclusion').map((exclusion) => textOf(exclusion, 'exclusionCode')!),
      }),
    ),
    contraindications: all(one(contraindications, 'vaccineGroup'), 'contraindication').map((each) =>
      said<NonNullable<Antigen['contraindications']>[number]>({
        observation: textOf(each, 'observationCode')!,
        from: textOf(each, 'beginAge'),
        to: textOf(each, 'endAge'),
      }),
    ),
    vaccineContraindications: all(one(contraindications, 'vaccine'), 'contraindication').map((each) => ({
      observation: textOf(each, 'observationCode')!,
      vaccines: usesOf(all(each, 'contraindicatedVaccine')),
    })),
    series,
  });
}

/** Vaccines that differ in nothing but their codes stand in one row. */
function usesOf(elements: readonly Element[]): VaccineUse[] {
  const rows = new Map<string, { use: Omit<VaccineUse, 'cvx'>; cvx: string[] }>();
  for (const each of elements) {
    const use = said<Omit<VaccineUse, 'cvx'>>({
      from: textOf(each, 'beginAge'),
      to: textOf(each, 'endAge'),
      mvx: textOf(each, 'mvx'),
      forecast: flag(textOf(each, 'forecastVaccineType')),
    });
    const key = JSON.stringify(use);
    const row = rows.get(key) ?? { use, cvx: [] };
    row.cvx.push(textOf(each, 'cvx')!);
    rows.set(key, row);
  }
  return [...rows.values()].map(({ use, cvx }) => ({ cvx, ...use }));
}

function seriesOf(each: Element): Series {
  const select = one(each, 'selectSeries');
  const gender = all(each, 'requiredGender').map((element) => element.text.toLowerCase());
  return said<Series>({
    name: textOf(each, 'seriesName')!,
    type: textOf(each, 'seriesType')!.toLowerCase().replaceAll(' ', '-') as Series['type'],
    vaccineGroup: textOf(each, 'vaccineGroup')!,
    gender,
    group: textOf(select, 'seriesGroup')!,
    equivalent: listOf(textOf(each, 'equivalentSeriesGroups')),
    default: flag(textOf(select, 'defaultSeries')),
    product: flag(textOf(select, 'productPath')),
    priority: textOf(select, 'seriesPriority')!,
    preference: Number(textOf(select, 'seriesPreference')),
    maxAgeToStart: textOf(select, 'maxAgeToStart'),
    indications: all(each, 'indication').map((indication) =>
      said<NonNullable<Series['indications']>[number]>({
        observation: textOf(one(indication, 'observationCode'), 'code')!,
        from: textOf(indication, 'beginAge'),
        to: textOf(indication, 'endAge'),
      }),
    ),
    doses: all(each, 'seriesDose').map(doseOf),
  });
}

function doseOf(each: Element): Dose {
  const season = one(each, 'seasonalRecommendation');
  return said<Dose>({
    ages: all(each, 'age').map((age) =>
      said<NonNullable<Dose['ages']>[number]>({
        absMin: textOf(age, 'absMinAge'),
        min: textOf(age, 'minAge'),
        earliest: textOf(age, 'earliestRecAge'),
        latest: textOf(age, 'latestRecAge'),
        max: textOf(age, 'maxAge'),
        effective: dayOf(textOf(age, 'effectiveDate')),
        ceased: dayOf(textOf(age, 'cessationDate')),
      }),
    ),
    intervals: all(each, 'interval').map(intervalOf),
    allowableIntervals: all(each, 'allowableInterval').map(intervalOf),
    preferable: usesOf(all(each, 'preferableVaccine')),
    allowable: usesOf(all(each, 'allowableVaccine')),
    inadvertent: all(each, 'inadvertentVaccine').map((vaccine) => textOf(vaccine, 'cvx')!),
    skips: all(each, 'conditionalSkip').map((skip) => ({
      context: textOf(skip, 'context')!.toLowerCase() as 'evaluation' | 'forecast' | 'both',
      all: textOf(skip, 'setLogic') === 'AND',
      sets: all(skip, 'set').map((set) =>
        said<NonNullable<Dose['skips']>[number]['sets'][number]>({
          says: textOf(set, 'setDescription'),
          effective: dayOf(textOf(set, 'effectiveDate')),
          ceased: dayOf(textOf(set, 'cessationDate')),
          any: textOf(set, 'conditionLogic') === 'OR' ? true : undefined,
          conditions: all(set, 'condition').map(conditionOf),
        }),
      ),
    })),
    recurring: flag(textOf(each, 'recurringDose')),
    season: season && said<NonNullable<Dose['season']>>({ start: dayOf(textOf(season, 'startDate')), end: dayOf(textOf(season, 'endDate')) }),
  });
}

const intervalOf = (each: Element): Interval =>
  said<Interval>({
    previous: flag(textOf(each, 'fromPrevious')),
    targetDose: textOf(each, 'fromTargetDose') === undefined ? undefined : Number(textOf(each, 'fromTargetDose')),
    mostRecent: listOf(textOf(each, 'fromMostRecent')),
    observation: textOf(one(each, 'fromRelevantObs'), 'code'),
    absMin: textOf(each, 'absMinInt'),
    min: textOf(each, 'minInt'),
    earliest: textOf(each, 'earliestRecInt'),
    latest: textOf(each, 'latestRecInt'),
    priority: textOf(each, 'intervalPriority') === 'override' ? true : undefined,
    effective: dayOf(textOf(each, 'effectiveDate')),
    ceased: dayOf(textOf(each, 'cessationDate')),
  });

function conditionOf(each: Element): SkipCondition {
  const type = textOf(each, 'conditionType')!.toLowerCase();
  return said<SkipCondition>({
    type: type.startsWith('vaccine count') ? 'count' : type === 'completed series' ? 'completed' : (type as 'age' | 'interval'),
    start: dayOf(textOf(each, 'startDate')),
    end: dayOf(textOf(each, 'endDate')),
    from: textOf(each, 'beginAge'),
    to: textOf(each, 'endAge'),
    interval: textOf(each, 'interval'),
    count: textOf(each, 'doseCount') === undefined ? undefined : Number(textOf(each, 'doseCount')),
    valid: textOf(each, 'doseType')?.toLowerCase() === 'valid' ? true : undefined,
    than: textOf(each, 'doseCountLogic')?.toLowerCase().split(' ')[0] as SkipCondition['than'],
    vaccines: listOf(textOf(each, 'vaccineTypes')),
    groups: listOf(textOf(each, 'seriesGroups')),
  });
}
