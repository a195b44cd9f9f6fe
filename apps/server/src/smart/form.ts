import { OAuthRefusal } from './refusal.ts';

/** Parameters of one request; none may come twice (RFC 6749 §3.1, §3.2), and an empty one is none. */
export type Form = Readonly<Record<string, string | undefined>>;

export function readForm(text: string): Form {
  const form: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(text)) {
    if (name in form) throw new OAuthRefusal('invalid_request', 'A parameter came twice.');
    form[name] = value;
  }
  for (const name of Object.keys(form)) if (form[name] === '') delete form[name];
  return form;
}

export function needed(form: Form, name: string): string {
  const value = form[name];
  if (value === undefined) throw new OAuthRefusal('invalid_request', `The parameter ${name} is missing.`);
  return value;
}
