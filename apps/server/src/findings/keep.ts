import { type Finding, findingDrafts, FINDINGS } from '@satchel/decision-support';
import { failure, isJsonObject, issue, type JsonObject, type Outcome, success } from '@satchel/fhir';
import type { Change, Draft, Lens, OpenHall, RecordView, Stored, Withdrawal } from '@satchel/record';
import { resourceOf } from '../http/shapes/listed.ts';
import { everyMatch } from '../http/shapes/every-match.ts';
import { first } from '../http/shapes/sources.ts';

const TYPES = ['DetectedIssue', 'Flag', 'GuidanceResponse'] as const;

/**
 * Keeps what was found in the record: one commit a rule, so that its Provenance names the rule and its version. What is no
 * longer so is withdrawn; what could not be checked this time stands as it was. Nothing is written when nothing changed.
 */
export async function keepFindings(
  hall: OpenHall,
  lens: Lens,
  { findings }: { readonly findings: readonly Finding[] },
  now: number,
): Promise<void> {
  const view = await hall.view(lens);
  if (!view.ok) return;
  const patient = await patientIn(view.value);
  if (patient === undefined) return;
  const standing = await kept(view.value);
  const groups = findingDrafts(findings, patient);
  const at = new Date(now).toISOString();
  for (const { rule, drafts } of groups) {
    const changed = drafts.map((draft) => asDecided(draft, standing)).filter((draft) => isNews(draft, standing));
    if (changed.length === 0) continue;
    const origin = { kind: 'rule', at, author: rule.source, parser: { name: rule.id, version: rule.version } } as const;
    await hall.commit(lens, { drafts: changed, origin });
  }
  const gone = withdrawals(
    standing,
    groups.flatMap(({ drafts }) => drafts),
    findings,
  );
  if (gone.length > 0) await hall.commit(lens, { drafts: [], withdrawals: gone, origin: { kind: 'rule', at, author: 'Satchel' } });
}

/** By `Type/id` of ours and by the finding's own name. */
type Standing = ReadonlyMap<string, { readonly stored: Stored; readonly resource: JsonObject }>;

async function kept(view: RecordView): Promise<Standing> {
  const standing = new Map<string, { stored: Stored; resource: JsonObject }>();
  for (const type of TYPES) {
    const found = await everyMatch(view, type, `identifier=${encodeURIComponent(`${FINDINGS}|`)}`);
    if (!found.ok) continue;
    for (const stored of found.value) standing.set(`${type} ${nameOf(resourceOf(stored))}`, { stored, resource: resourceOf(stored) });
  }
  return standing;
}

function nameOf(resource: JsonObject): string {
  const identifiers = resource['identifier'];
  const ours = Array.isArray(identifiers) ? identifiers.filter(isJsonObject).find(({ system }) => system === FINDINGS) : undefined;
  return String(ours?.['value'] ?? '');
}

const nameOfDraft = ({ resource }: Draft): string => `${String(resource['resourceType'])} ${nameOf(resource)}`;

/** What the person decided about it stays. */
function asDecided(draft: Draft, standing: Standing): Draft {
  const known = standing.get(nameOfDraft(draft));
  const said = known && decisionOf(known.resource);
  return known && said ? { ...draft, resource: { ...draft.resource, ...decision(known.stored.type, said.reason, said.at) } } : draft;
}

function isNews(draft: Draft, standing: Standing): boolean {
  const { id: _id, meta: _meta, ...before } = standing.get(nameOfDraft(draft))?.resource ?? {};
  return JSON.stringify(sorted(before)) !== JSON.stringify(sorted(draft.resource));
}

const sorted = (resource: JsonObject): [string, unknown][] => Object.entries(resource).sort(([a], [b]) => (a < b ? -1 : 1));

function withdrawals(standing: Standing, drafts: readonly Draft[], findings: readonly Finding[]): Withdrawal[] {
  const stands = new Set(drafts.map(nameOfDraft));
  const unsure = new Set(findings.filter(({ answer }) => answer === 'could-not-check').map(({ rule }) => rule.id));
  // A whole topic that could not be asked says nothing about what it found before.
  const anyUnsure = [...unsure].some((id) => id.endsWith('/all'));
  return [...standing].flatMap(([name, { stored, resource }]) => {
    const [rule = ''] = nameOf(resource).split('|');
    if (stands.has(name) || unsure.has(rule) || anyUnsure) return [];
    return [{ type: stored.type, id: stored.id, reason: 'The rules no longer find this.' }];
  });
}

async function patientIn(view: RecordView): Promise<string | undefined> {
  const patients = await view.list(['Patient'], { limit: 1 });
  const first = patients.ok ? patients.value[0] : undefined;
  return first && `Patient/${first.id}`;
}

/** What the person answered to a finding: leave it, and why. */
export interface Decision {
  readonly rule: string;
  readonly about: string;
  readonly reason: string;
  /** Instant, ISO 8601. */
  readonly at: string;
}

const DECISION = 'urn:satchel:decision';

/** A DetectedIssue has a place of its own for it; the others carry an extension. */
function decision(type: string, reason: string, at: string): JsonObject {
  return type === 'DetectedIssue'
    ? { mitigation: [{ action: { text: reason }, date: at }] }
    : {
        extension: [
          {
            url: DECISION,
            extension: [
              { url: 'reason', valueString: reason },
              { url: 'at', valueDateTime: at },
            ],
          },
        ],
      };
}

/** All decisions that stand. */
export async function decisionsIn(view: RecordView): Promise<Decision[]> {
  return [...(await kept(view)).values()].flatMap(({ resource }) => {
    const [rule = '', about = ''] = nameOf(resource).split('|');
    const said = decisionOf(resource);
    return said ? [{ rule, about, ...said }] : [];
  });
}

function decisionOf({ mitigation, extension }: JsonObject): { reason: string; at: string } | undefined {
  const step = first(mitigation);
  const action = step?.['action'];
  if (isJsonObject(action)) return { reason: String(action['text'] ?? ''), at: String(step?.['date'] ?? '') };
  const ours = Array.isArray(extension) ? extension.filter(isJsonObject).find(({ url }) => url === DECISION) : undefined;
  const parts = Array.isArray(ours?.['extension']) ? ours['extension'].filter(isJsonObject) : [];
  const part = (url: string) => parts.find((each) => each['url'] === url);
  return ours && { reason: String(part('reason')?.['valueString'] ?? ''), at: String(part('at')?.['valueDateTime'] ?? '') };
}

/** The person leaves a finding as it is, with the reason; or, without one, wants to hear of it again. It must have been kept. */
export function decide(view: RecordView, asked: Omit<Decision, 'at'>, now: number): () => Promise<Outcome<Change>> {
  return async () => {
    const found = [...(await kept(view))].find(([, { resource }]) => nameOf(resource) === `${asked.rule}|${asked.about}`);
    if (!found)
      return failure(
        issue('error', 'not-found', 'The record does not hold this finding.', { remedy: 'Look at the list again: it may be gone.' }),
      );
    const { stored } = found[1];
    const at = new Date(now).toISOString();
    const { mitigation: _mitigation, extension: _extension, ...rest } = resourceOf(stored);
    const said = asked.reason ? decision(stored.type, asked.reason, at) : {};
    return success({
      drafts: [{ resource: { ...rest, ...said }, id: stored.id }],
      origin: { kind: 'entry', at },
      expects: { [`${stored.type}/${stored.id}`]: stored.version },
    });
  };
}
