import { once } from 'node:events';
import { Readable } from 'node:stream';
import { failure, issue, stringify } from '@satchel/fhir';
import { fromBase64url, isAcceptableKdf } from '@satchel/vault';
import { PAPER_VIEWS, PAPERS } from '@satchel/output';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import { archiveFor, type Seal } from '../outputs/archive-for.ts';
import { paperFor } from '../outputs/paper-for.ts';
import { languageIn, summaryFor } from '../outputs/summary-for.ts';
import { accessLinesOf } from './access-log.ts';
import type { ArchiveSeal } from './api.ts';
import { recordRoute, type Visit, viewed } from './routes.ts';
import { body, coded, kdf } from './schemas.ts';

/** What a person takes with them: the patient summary, paper, and everything as one archive. */
export function leaveRoutes(app: FastifyInstance, house: House): void {
  recordRoute(app, house, 'GET', 'patient-summary', {}, async ({ reply, place, query, ...visit }) =>
    viewed({ reply, place, query, ...visit }, async (view) => {
      const made = await summaryFor(house, place.holder, view, { language: languageIn(query['language']) });
      if (!made.ok) return made;
      await view.logged();
      return reply.type('application/fhir+json; charset=utf-8').send(stringify(made.value.bundle));
    }),
  );
  recordRoute(app, house, 'GET', 'patient-summary/told', {}, async (visit) =>
    viewed(visit, async (view) => {
      const made = await summaryFor(house, visit.place.holder, view, { language: languageIn(visit.query['language']) });
      return made.ok ? { title: made.value.title, sections: made.value.sections } : made;
    }),
  );
  recordRoute(app, house, 'GET', 'paper', {}, async (visit) =>
    viewed(visit, async (view) => {
      const { view: what, paper = 'A4', large, language } = visit.query;
      const [known, size] = [PAPER_VIEWS.find((each) => each === what), PAPERS.find((each) => each === paper)];
      if (!known || !size) return failure(issue('error', 'not-found', 'There is no such view or paper.'));
      const asked = { view: known, paper: size, isLarge: large === 'true', language: languageIn(language) };
      const made = await paperFor(house, visit.place.holder, view, asked);
      if (!made.ok) return made;
      await view.logged();
      const name = `${known}-${size}.pdf`.toLowerCase();
      return visit.reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('content-security-policy', "default-src 'none'; sandbox")
        .send(Buffer.from(made.value));
    }),
  );
  recordRoute(app, house, 'GET', 'archive', {}, async (visit) => sent(visit, 'application/zip', 'health-record.zip'));
  // The passphrase stays with the person: what comes is the key that it became, and how.
  recordRoute<ArchiveSeal>(app, house, 'POST', 'archive/sealed', { schema: body({ kdf, key: coded(50) }) }, async (visit) => {
    const key = fromBase64url(visit.body.key);
    if (key?.length !== 32 || !isAcceptableKdf(visit.body.kdf))
      return failure(issue('error', 'value', 'The key of the archive is not made as it has to be.'));
    return sent(visit, 'text/html; charset=utf-8', 'health-record.html', { kdf: visit.body.kdf, key });
  });
}

/** The archive, as it is made; the keys are needed until its end. */
async function sent(visit: Visit<unknown>, type: string, name: string, seal?: Seal) {
  return viewed(visit, async (view) => {
    const made = await archiveFor(visit.house, visit.place.holder, view, await accessLinesOf(visit), seal);
    if (!made.ok) return made;
    await view.logged();
    const reply = visit.reply
      .type(type)
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-store');
    const gone = once(visit.reply.raw, 'close');
    await reply.send(Readable.from(made.value));
    if (!visit.reply.raw.closed) await gone;
    return reply;
  });
}
