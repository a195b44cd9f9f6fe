/** A FHIR Coding as far as a series needs it. */
export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

/** `system|code`, as searches and cards name it. */
export const nameOf = ({ system, code }: Coding): string => `${system}|${code}`;
