import { getConfig } from '@lingui/conf';
import { lingui } from '@lingui/vite-plugin';
import babel from '@rolldown/plugin-babel';
import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { measureFirstScreen } from './build/measure-first-screen.ts';
import { offlineShell } from './build/offline-shell.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const linguiConfig = getConfig({ cwd: here });

export default defineConfig({
  root: here,
  plugins: [
    react(),
    lingui({ cwd: here, failOnMissing: true }),
    babel({ include: /\/apps\/web\/src\/.*\.tsx?$/, plugins: [['@lingui/babel-plugin-lingui-macro', { linguiConfig }]] }),
    offlineShell(),
    measureFirstScreen({ budget: 250 * 1024 }),
  ],
  build: {
    target: ['es2022', 'chrome105', 'safari16', 'firefox115'],
    // Inlined files would be data: URLs, which the page's policy does not allow for fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 400,
    // What every screen needs comes in two files, not in twenty: on a slow network each file costs a turn.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'libraries', test: /node_modules\/(react|react-dom|scheduler|@tanstack|@lingui|zustand)\// },
            {
              name: 'parts',
              test: /apps\/web\/src\/(theme|parts\/(Page|Button|Notice|Trouble|Said|Dialog|Switcher|Frame|Brand|Icon)|client\/[a-z-]+\.ts$)/,
            },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: { port: 5173, proxy: { '/api': process.env.SATCHEL_API ?? 'http://localhost:8787' } },
});
