import {
  checkProfile,
  isJsonObject,
  issue,
  type Issue,
  type JsonObject,
  type Outcome,
  parseJson,
  type Profile,
  type ProfileContext,
  profileOf,
  success,
} from '@satchel/fhir';
import type { RecordView } from '@satchel/record';
import { valueSet } from '@satchel/terminology';
import ips from '../../../../knowledge/ips/profiles.json' with { type: 'json' };
import ipa from '../../../../knowledge/profiles/ipa.json' with { type: 'json' };
import usCore from '../../../../knowledge/profiles/us-core.json' with { type: 'json' };
import type { Call } from './interaction.ts';

/** A file of knowledge/profiles or knowledge/ips. */
interface Written {
  readonly profiles: readonly object[];
  readonly requiredCodes: Readonly<Record<string, readonly string[]>>;
}

const WRITTEN: readonly Written[] = [ipa, usCore, ips];

let made: ReadonlyMap<string, Profile> | undefined;
/** The profiles of guides that are held here, by URL. */
const vendored = (): ReadonlyMap<string, Profile> =>
  (made ??= new Map(
    WRITTEN.flatMap(({ profiles }) => profiles.map((each) => profileOf(each as JsonObject)))
      .filter((each) => each !== undefined)
      .map((each) => [each.url, each]),
  ));

/** How deep profiles of the record may be built on each other. */
const MAXIMUM_BASES = 8;
/** Profiles that one resource is checked against. */
const MAXIMUM_CLAIMS = 20;

/** What is wrong with a resource by the profile that was asked for and those that it claims; those that nobody holds could not be checked. */
export async function profileIssues(call: Call, resource: JsonObject, asked: string | undefined): Promise<Outcome<readonly Issue[]>> {
  const { meta } = resource;
  const claimed = isJsonObject(meta) && Array.isArray(meta['profile']) ? meta['profile'].filter((each) => typeof each === 'string') : [];
  const wanted = [
    ...(asked === undefined ? [] : [{ canonical: asked, at: 'profile' }]),
    ...claimed.map((canonical, index) => ({ canonical, at: `meta.profile[${index}]` })),
  ].slice(0, MAXIMUM_CLAIMS);
  if (wanted.length === 0) return success([]);
  const view = await call.view();
  if (!view.ok) return view;
  const own = new Map<string, Profile>();
  for (const { canonical } of wanted) await gather(view.value, canonical, own);
  const context = contextOf(own);
  return success(
    wanted.flatMap(({ canonical, at }) => {
      const profile = context.profile(canonical);
      return profile
        ? checkProfile(resource, profile, context)
        : [
            issue('warning', 'not-supported', 'Could not check this profile: it is not held here, or not in this version', {
              expression: [at],
            }),
          ];
    }),
  );
}

/** The profile from the record, where it is not vendored, with those that it is built on. */
async function gather(view: RecordView, canonical: string, own: Map<string, Profile>): Promise<void> {
  let next: string | undefined = canonical;
  for (let bases = 0; next !== undefined && bases < MAXIMUM_BASES; bases += 1) {
    const url: string = next.split('|')[0] ?? '';
    next = undefined;
    if (url === '' || own.has(url) || vendored().has(url)) return;
    const query = new URLSearchParams({ url: url.replaceAll(/[\\,]/g, '\\$&'), _count: '1', _sort: '-_lastUpdated' });
    const found = await view.search('StructureDefinition', query.toString(), { handling: 'strict' });
    const text = found.ok ? found.value.matches[0]?.text : undefined;
    const parsed = text === undefined ? undefined : parseJson(text);
    const profile = parsed?.ok ? profileOf(parsed.value) : undefined;
    if (!profile) return;
    own.set(url, profile);
    next = profile.baseDefinition;
  }
}

/** What is held here, and these profiles of the record. */
export function contextOf(own: ReadonlyMap<string, Profile>): ProfileContext {
  return {
    profile(canonical) {
      const [url = '', version] = canonical.split('|');
      const held = vendored().get(url) ?? own.get(url);
      return version === undefined || held?.version === version ? held : undefined;
    },
    holds(canonical, system, code) {
      const url = canonical.split('|')[0] ?? '';
      const listed = WRITTEN.map(({ requiredCodes }) => (Object.hasOwn(requiredCodes, url) ? requiredCodes[url] : undefined)).find(Boolean);
      // What IPS binds is written without systems.
      if (listed)
        return listed.some((each) => each === code || each === `${system}|${code}` || (system === undefined && each.endsWith(`|${code}`)));
      const set = valueSet(url);
      return set?.codings.some((each) => each.code === code && (system === undefined || each.system === system));
    },
  };
}
