import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createQueryClient } from '../api/query-client';
import { PreferencesProvider } from '../preferences/preferences';
import { createConsoleRouter } from './router';
import { cssVariablesResolver, theme } from './theme';
import { Toasts } from './toasts';

const queryClient = createQueryClient();
const router = createConsoleRouter();

/** @param nonce of the answer that brought the page; every style element carries it */
export function App({ nonce }: { readonly nonce: string }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queryClient}>
        <PreferencesProvider>
          <Toasts />
          <RouterProvider router={router} />
        </PreferencesProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
