import { defineConfig } from '@lingui/conf';

/** Every string of the app, in every language it speaks. `npx lingui extract` keeps the catalogues in step with the code. */
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'es'],
  catalogs: [{ path: '<rootDir>/src/locales/{locale}', include: ['<rootDir>/src'] }],
  orderBy: 'message',
});
