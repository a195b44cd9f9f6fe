/** One person's laboratory results over decades, as NDJSON: `count` resources, the first of them the Patient. */
export function madeUp(count: number): string {
  const line = (n: number) =>
    JSON.stringify(
      n === 0
        ? { resourceType: 'Patient', id: 'p', birthDate: '1960-01-01', name: [{ family: 'Growing', given: ['Old'] }] }
        : {
            resourceType: 'Observation',
            id: `o${n}`,
            status: 'final',
            subject: { reference: 'Patient/p' },
            effectiveDateTime: new Date(Date.UTC(1990, 0, 1) + n * 36e5 * 7).toISOString(),
            category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] }],
            code: {
              coding: [{ system: 'http://loinc.org', code: `${4000 + (n % 60)}-4`, display: `Glucose ${n % 60}` }],
              text: `Glucose ${n % 60}`,
            },
            valueQuantity: { value: 5 + (n % 90) / 10, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
          },
    );
  return Array.from({ length: count }, (_, n) => line(n)).join('\n');
}
