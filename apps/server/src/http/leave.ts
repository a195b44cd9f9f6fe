import { stringify } from '@satchel/fhir';
import type { FastifyInstance } from 'fastify';
import type { House } from '../house.ts';
import { languageIn, summaryFor } from '../outputs/summary-for.ts';
import { recordRoute, viewed } from './routes.ts';

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
}
