import { type JsonObject, parametersOf, RESOURCE_TYPES } from '@satchel/fhir';
import type { Interaction, Kind, Operation } from './interaction.ts';
import { INSTANTIATES, profilesOf } from './profiles.ts';
import { TOPIC } from './subscription-asked.ts';

/** What a statement says beside the table. */
export interface Server {
  readonly base: string;
  readonly version: string;
}

/** The day on which what the API does last changed. */
const LAST_CHANGED = '2026-11-25';

/** Types that stand inside requests and answers and are never kept by themselves. */
const PASSING: ReadonlySet<string> = new Set(['Parameters', 'OperationOutcome']);
const SYSTEM: ReadonlySet<Kind> = new Set(['transaction', 'search-system', 'history-system']);
const OF_TYPES: ReadonlySet<Kind> = new Set([
  'read',
  'vread',
  'update',
  'patch',
  'delete',
  'history-instance',
  'history-type',
  'create',
  'search-type',
]);

/** The CapabilityStatement of a table of interactions (http://hl7.org/fhir/R4/capabilitystatement.html). */
export function capabilityStatement(table: readonly Interaction[], { base, version }: Server): JsonObject {
  const operations = [
    ...new Map(table.flatMap(({ operation }) => (operation ? [[`${operation.on} ${operation.name}`, operation]] : []))).values(),
  ];
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: LAST_CHANGED,
    kind: 'instance',
    instantiates: [...INSTANTIATES],
    software: { name: 'Satchel', version },
    implementation: { description: 'A personal health record: one record for each access token.', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'application/fhir+xml', 'json', 'xml'],
    patchFormat: ['application/json-patch+json', 'application/fhir+json', 'application/fhir+xml'],
    rest: [
      {
        mode: 'server',
        security: securityAt(new URL(base).origin),
        resource: RESOURCE_TYPES.filter((type) => !PASSING.has(type)).map((type) => resourceOf(type, table, operations)),
        ...some('interaction', systemInteractions(table)),
        ...some('operation', operations.filter(({ on }) => on === '').map(operationOf)),
      },
    ],
  };
}

const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';

/** How one gets in (http://hl7.org/fhir/smart-app-launch/conformance.html#declaring-support-for-oauth2-endpoints); other pages may ask from the browser. */
function securityAt(origin: string): JsonObject {
  return {
    cors: true,
    service: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' }] }],
    extension: [
      {
        url: OAUTH_URIS,
        extension: ['authorize', 'token', 'register', 'introspect', 'revoke'].map((url) => ({ url, valueUri: `${origin}/oauth/${url}` })),
      },
    ],
  };
}

/** One route takes both kinds of Bundle. */
function systemInteractions(table: readonly Interaction[]): JsonObject[] {
  const kinds = table.map(({ kind }) => kind).filter((kind) => SYSTEM.has(kind));
  return [...new Set(kinds.flatMap((kind) => (kind === 'transaction' ? ['transaction', 'batch'] : [kind])))].map((code) => ({ code }));
}

function resourceOf(type: string, table: readonly Interaction[], operations: readonly Operation[]): JsonObject {
  const codes = new Set(table.filter(({ kind }) => OF_TYPES.has(kind)).map(({ kind }) => kind));
  return {
    ...some('extension', type === 'Subscription' ? [TOPICS] : []),
    type,
    ...some('supportedProfile', profilesOf(type)),
    interaction: [...codes].map((code) => ({ code })),
    versioning: 'versioned',
    ...(Object.assign({}, ...table.map(({ adds }) => adds ?? {})) as JsonObject),
    ...(codes.has('search-type') ? searchOf(type) : {}),
    ...some('operation', operations.filter(({ on }) => on === type || on === '*').map(operationOf)),
  };
}

/** What can be subscribed to. */
const TOPICS: JsonObject = {
  url: 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/capabilitystatement-subscriptiontopic-canonical',
  valueCanonical: TOPIC,
};

function searchOf(type: string): JsonObject {
  const parameters = Object.entries(parametersOf(type)).filter(([, parameter]) => parameter.type !== 'special');
  const references = parameters.filter(([, parameter]) => parameter.type === 'reference').map(([code]) => `${type}:${code}`);
  return {
    ...some('searchInclude', references.length > 0 ? ['*', ...references] : []),
    searchRevInclude: ['*', ...referrersOf(type)],
    searchParam: [
      ...OWN,
      ...parameters.map(([name, { type: kind }]) => ({ name, type: kind, ...(kind === 'token' && { documentation: CODES }) })),
    ],
  };
}

/** What tokens can be searched by beside their code. */
const CODES = 'Modifiers :missing :not :text :of-type, :in :not-in (value sets held here), :above :below (hierarchies held here).';

/** Parameters that the index answers for every type. */
const OWN: readonly JsonObject[] = [
  { name: '_id', type: 'token' },
  { name: '_lastUpdated', type: 'date' },
  { name: '_text', type: 'string' },
  { name: '_content', type: 'string' },
  { name: '_list', type: 'reference' },
  { name: '_filter', type: 'special' },
];

/** `Observation:patient`: the parameters that say they lead to this type. */
function referrersOf(target: string): readonly string[] {
  return (referrers.get(target) ?? []).concat('Provenance:target');
}

const referrers = new Map<string, string[]>();
for (const source of RESOURCE_TYPES) {
  for (const [code, parameter] of Object.entries(parametersOf(source))) {
    const targets = 'targets' in parameter ? (parameter.targets ?? []) : [];
    for (const target of source === 'Provenance' && code === 'target' ? [] : targets)
      referrers.set(target, [...(referrers.get(target) ?? []), `${source}:${code}`]);
  }
}

function operationOf({ name, definition, documentation }: Operation): JsonObject {
  return { name, definition, ...(documentation !== undefined && { documentation }) };
}

/** FHIR has no empty lists. */
function some(name: string, list: readonly (string | JsonObject)[]): JsonObject {
  return list.length > 0 ? { [name]: [...list] } : {};
}
