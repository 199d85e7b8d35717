import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router-dom';
import { startLanguage } from './i18n';
import { live } from './live/live';
import { askMe } from './live/me';
import { router } from './router';
import { cssVariables, theme } from './theme';

live.connect();
void live.client.prefetchQuery({ queryKey: ['apps'], queryFn: live.readApps });
// Before the first drawing, so that no button comes or goes afterwards.
await Promise.all([startLanguage(), live.client.prefetchQuery(askMe)]);

createRoot(document.getElementById('root')!).render(
  <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={cssVariables}>
    <QueryClientProvider client={live.client}>
      <RouterProvider router={router} future={{ v7_startTransition: true }} />
      <Notifications position="bottom-right" limit={4} autoClose={6000} />
    </QueryClientProvider>
  </MantineProvider>,
);
