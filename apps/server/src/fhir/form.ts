import { type Outcome, success } from '@satchel/fhir';
import type { Call } from './interaction.ts';
import { refuse } from './trouble.ts';

/** The fields of `application/x-www-form-urlencoded`; none of an empty body. */
export function formOf({ body }: Call): Outcome<URLSearchParams> {
  if (!body) return success(new URLSearchParams());
  if (body.mediaType !== 'application/x-www-form-urlencoded')
    return refuse(415, 'not-supported', 'A search by POST is a form.', {
      expression: ['http.content-type'],
      remedy: 'Send it as application/x-www-form-urlencoded.',
    });
  return success(new URLSearchParams(Buffer.from(body.bytes).toString('utf8')));
}
