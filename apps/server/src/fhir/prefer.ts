/** What the caller would like (http://hl7.org/fhir/R4/http.html#ops, RFC 7240). */
export interface Preference {
  /** What the answer to a write carries: nothing, the resource, or an OperationOutcome; undefined: as is usual. */
  readonly return?: 'minimal' | 'representation' | 'OperationOutcome';
  /** What becomes of search parameters that nobody knows. */
  readonly handling: 'strict' | 'lenient';
  readonly respondAsync: boolean;
}

const RETURNS = new Map<string, NonNullable<Preference['return']>>([
  ['minimal', 'minimal'],
  ['representation', 'representation'],
  ['operationoutcome', 'OperationOutcome'],
]);

/** Reads `Prefer`; what it does not understand counts for nothing, as RFC 7240 asks. */
export function parsePrefer(header: string | undefined): Preference {
  const wishes = (header ?? '')
    .toLowerCase()
    .split(/[,;]/)
    .map((each) => each.trim().replaceAll('"', ''));
  const valueOf = (name: string) => wishes.find((wish) => wish.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  const wanted = RETURNS.get(valueOf('return'));
  return {
    ...(wanted && { return: wanted }),
    handling: valueOf('handling') === 'strict' ? 'strict' : 'lenient',
    respondAsync: wishes.includes('respond-async'),
  };
}
