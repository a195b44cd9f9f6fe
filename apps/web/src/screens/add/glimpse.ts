import { isJsonObject, type JsonObject, numberText } from '@satchel/fhir/json';

/** What a person sees of a fact before it is kept. */
export interface Glimpse {
  readonly title: string;
  readonly value?: string;
  /** FHIR date or instant. */
  readonly when?: string;
  readonly since: boolean;
}

export function glimpseOf(resource: JsonObject): Glimpse {
  const period = isJsonObject(resource['effectivePeriod']) ? resource['effectivePeriod']['start'] : undefined;
  const when = period ?? resource['effectiveDateTime'];
  const value = valueOf(resource);
  return { title: titleOf(resource), since: period !== undefined, ...(value && { value }), ...(typeof when === 'string' && { when }) };
}

function titleOf(resource: JsonObject): string {
  for (const element of ['medicationCodeableConcept', 'valueCodeableConcept', 'code']) {
    const concept = resource[element];
    if (element === 'code' && typeof resource['valueString'] === 'string') return resource['valueString'];
    if (isJsonObject(concept) && typeof concept['text'] === 'string') return concept['text'];
  }
  return '';
}

function valueOf(resource: JsonObject): string | undefined {
  if (isJsonObject(resource['valueQuantity'])) return quantity(resource['valueQuantity']);
  const parts = Array.isArray(resource['component']) ? resource['component'].filter(isJsonObject) : [];
  const [first, second] = parts.flatMap((part) => (isJsonObject(part['valueQuantity']) ? [part['valueQuantity']] : []));
  if (first && second) return `${numberText(first, 'value')}/${quantity(second)}`;
  if (first) return quantity(first);
  const dosage = Array.isArray(resource['dosage']) ? resource['dosage'].find(isJsonObject) : undefined;
  return typeof dosage?.['text'] === 'string' ? dosage['text'] : undefined;
}

const quantity = (value: JsonObject): string =>
  [numberText(value, 'value'), typeof value['unit'] === 'string' ? value['unit'] : ''].filter(Boolean).join(' ');
