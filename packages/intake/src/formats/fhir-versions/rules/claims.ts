import { isJsonObject, type JsonObject, type JsonValue } from '@satchel/fhir';
import { append, codes, listOf, meant, move, type Rule, type Rules } from '../rule.ts';

const adjudication = (code: string): JsonValue => ({ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/adjudication', code }] });

/** What was asked and what was paid in all are R4's totals. */
const total = (from: string, code: string): Rule => append(from, 'total', (amount) => ({ category: adjudication(code), amount }));

/** STU3 allows one insurance, which then is the one that pays. */
function insurance(node: JsonObject): void {
  const one = node['insurance'] ?? node['coverage'];
  if (!isJsonObject(one)) return;
  node['insurance'] = [{ focal: true, ...one }];
  if (isJsonObject(node['coverage'])) delete node['coverage'];
}

/** Times of the claim that R4 lists as supporting information. */
function period(from: string, code: string): Rule {
  return (node) => {
    const value = node[from];
    if (!isJsonObject(value)) return;
    const before = listOf(node['supportingInfo']);
    const sequence =
      1 + Math.max(0, ...before.map((each) => (isJsonObject(each) && typeof each['sequence'] === 'number' ? each['sequence'] : 0)));
    const category = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/claiminformationcategory', code }] };
    node['supportingInfo'] = [...before, { sequence, category, timingPeriod: value }];
    delete node[from];
  };
}

const PARTS: readonly Rule[] = [
  move('information', 'supportingInfo'),
  period('hospitalization', 'hospitalized'),
  period('employmentImpacted', 'employmentimpacted'),
];
const LINKS: readonly Rule[] = ['careTeam', 'diagnosis', 'procedure', 'information'].map((name) =>
  move(`${name}LinkId`, `${name}Sequence`),
);
const SERVICE = move('service', 'productOrService');

/** Who billed, where nobody treated. */
const provider: Rule = (node) => {
  if (node['provider'] === undefined) move('organization', 'provider')(node);
};

function outcome(node: JsonObject): void {
  const old = node['outcome'];
  if (!isJsonObject(old)) return;
  const code = listOf(old['coding']).filter(isJsonObject)[0]?.['code'];
  if (typeof code === 'string') node['outcome'] = code === 'completed' ? 'complete' : code;
}

const items = (owner: string): Rules => ({
  [`${owner}.item`]: [...LINKS, SERVICE],
  [`${owner}.item.detail`]: [SERVICE],
  [`${owner}.item.detail.subDetail`]: [SERVICE],
});

export const claims: Rules = {
  Claim: [
    ...PARTS,
    provider,
    insurance,
    codes('use', { complete: 'claim', proposed: 'preauthorization', exploratory: 'predetermination' }),
  ],
  ...items('Claim'),
  ExplanationOfBenefit: [
    ...PARTS,
    provider,
    insurance,
    outcome,
    meant('use', 'claim'),
    total('totalCost', 'submitted'),
    total('totalBenefit', 'benefit'),
  ],
  ...items('ExplanationOfBenefit'),
  'ExplanationOfBenefit.addItem': [SERVICE, move('sequenceLinkId', 'itemSequence')],
  'ExplanationOfBenefit.addItem.detail': [SERVICE],
};
