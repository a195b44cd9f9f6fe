import type { MessageDescriptor } from '@lingui/core';
import type { JsonObject } from '@satchel/fhir/json';
import type { IconName } from '../../parts/Icon.tsx';

/** What the person answered, by field; a field without an answer is not in it. Dates are FHIR partial dates. */
export type Answers = Readonly<Record<string, string>>;

interface Asked {
  readonly name: string;
  readonly label: MessageDescriptor;
  readonly hint?: MessageDescriptor;
  readonly required?: boolean;
  /** Asked only where this holds. */
  readonly when?: (answers: Answers) => boolean;
}

export interface Option {
  readonly value: string;
  readonly label: MessageDescriptor;
}

/** One question. Free text is always an answer; a date may be a year alone. */
export type Field =
  | (Asked & { readonly kind: 'line' | 'long' })
  | (Asked & { readonly kind: 'number'; readonly units?: readonly string[] })
  | (Asked & { readonly kind: 'day' })
  | (Asked & { readonly kind: 'choice'; readonly options: readonly Option[] });

/** A form made for people, and the FHIR resource it becomes. */
export interface Form {
  readonly id: string;
  readonly type: string;
  readonly icon: IconName;
  readonly title: MessageDescriptor;
  readonly fields: readonly Field[];
  /** "None known" as an answer of its own. */
  readonly none?: { readonly label: MessageDescriptor; readonly resource: JsonObject };
  /** The elements that the answers say; what the form does not ask is not in it. */
  build(answers: Answers): JsonObject;
  /** The answers that a resource already gives, for editing. */
  read(resource: JsonObject): Answers;
}
