import { MantineProvider, mergeThemeOverrides, type MantineThemeOverride } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The component library in a client's theme, with its crosses named in the reader's language. */
export function Themed({ theme, children }: { theme: MantineThemeOverride; children: ReactNode }) {
  const { t } = useTranslation();
  const close = t('action.close');
  const named = useMemo(
    () => mergeThemeOverrides(theme, { components: { CloseButton: { defaultProps: { 'aria-label': close } } } }),
    [theme, close],
  );
  return (
    <MantineProvider theme={named} forceColorScheme="light">
      {children}
    </MantineProvider>
  );
}
