/** The five characters by which a message is taken apart (HL7 v2.5.1 §2.5.4); each message names its own. */
export interface Separators {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
}

const USUAL = '^~\\&';

/** As a header segment (MSH, BHS or FHS) names them; what it leaves out is as usual. */
export function separatorsOf(header: string): Separators {
  const field = header.charAt(3) || '|';
  const rest = header.slice(4);
  const end = rest.indexOf(field);
  const named = end === -1 ? rest : rest.slice(0, end);
  const [component = '', repetition = '', escape = '', subcomponent = ''] = [0, 1, 2, 3].map((n) => named.charAt(n) || USUAL.charAt(n));
  return { field, component, repetition, escape, subcomponent };
}
