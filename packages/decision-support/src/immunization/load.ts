import type { GroupWords } from './check.ts';
import type { Antigen, Schedule } from './schedule.ts';

/** A schedule with what is needed to read records by it. */
export interface LoadedSchedule {
  readonly schedule: Schedule;
  /** What people call each vaccine group. */
  readonly groups: Readonly<Record<string, GroupWords>>;
  /** NDC, eleven digits, to CVX. */
  readonly ndc: ReadonlyMap<string, string>;
}

/** The schedules of the house, by ISO 3166-1 country. Loaded when first asked for: they are large. */
export async function loadSchedule(country: string = 'US'): Promise<LoadedSchedule> {
  const [{ default: us }, { default: antigens }, { default: groups }, { default: ndc }, { default: icd10 }] = await Promise.all([
    import('../../../../knowledge/cdsi/us.json', { with: { type: 'json' } }),
    import('../../../../knowledge/cdsi/us-antigens.json', { with: { type: 'json' } }),
    import('../../../../knowledge/cdsi/groups.json', { with: { type: 'json' } }),
    import('../../../../knowledge/cdsi/ndc.json', { with: { type: 'json' } }),
    import('../../../../knowledge/cdsi/icd-10.json', { with: { type: 'json' } }),
  ]);
  const shared: Schedule = { ...us, antigens: antigens as readonly Antigen[] };
  const observations = Object.fromEntries(
    Object.entries(shared.observations).map(([code, observation]) => {
      const codes: readonly string[] | undefined = (icd10 as Readonly<Record<string, readonly string[]>>)[code];
      return [code, codes === undefined ? observation : { ...observation, icd10: codes }];
    }),
  );
  const base: Schedule = { ...shared, observations };
  return {
    schedule: country === 'GB' ? await british(base) : base,
    groups,
    ndc: new Map(Object.entries(ndc).flatMap(([cvx, codes]) => codes.split(' ').map((code) => [code, cvx] as const))),
  };
}

/** What vaccines contain, and how records say that somebody is at risk, is the same everywhere; series and their times are not. */
async function british(base: Schedule): Promise<Schedule> {
  const { default: uk } = await import('../../../../knowledge/cdsi/uk.json', { with: { type: 'json' } });
  const own = uk as Pick<Schedule, 'id' | 'country' | 'title' | 'source' | 'url' | 'version' | 'date' | 'groups' | 'antigens'>;
  return { ...base, ...own };
}
