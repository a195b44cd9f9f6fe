import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { unlessTold } from './client/api.ts';
import { preferredLocale, speak } from './client/locale.ts';
import { aboutQuery, queryClient, sessionQuery } from './client/session.ts';
import { router } from './router.tsx';
import './theme/index.css';

// Asked for while the words of the language are still on their way; what fails here is asked again by the screen that needs it.
void queryClient.prefetchQuery(sessionQuery);
void queryClient.prefetchQuery(aboutQuery);
await speak(preferredLocale());

createRoot(document.getElementById('app') as HTMLElement, { onCaughtError: unlessTold }).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);

/** By then the first screen is there, even on an old phone: what is kept for later must not stand in its way. */
const AFTER_FIRST_SCREEN_MS = 3000;
// Keeps the app's own files for times without a network; browsers allow it on https and on the machine itself only.
if (import.meta.env.PROD && 'serviceWorker' in navigator)
  setTimeout(() => void navigator.serviceWorker.register('/sw.js').catch(() => undefined), AFTER_FIRST_SCREEN_MS);
