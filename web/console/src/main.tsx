import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { newQueryClient } from '@shared/api/hooks';
import { createTexts } from '@shared/i18n';
import { unlockSoundOnFirstTap } from '@shared/notice';
import { consoleTheme } from '@shared/theme';
import { Themed } from '@shared/ui/themed';
import { App } from './app';
import en from './i18n/en.json';
import zh from './i18n/zh-CN.json';

unlockSoundOnFirstTap();
const texts = createTexts('console', { 'zh-CN': zh, en });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <I18nextProvider i18n={texts}>
      <Themed theme={consoleTheme}>
        <Notifications position="top-center" limit={4} zIndex={400} />
        <QueryClientProvider client={newQueryClient()}>
          <App />
        </QueryClientProvider>
      </Themed>
    </I18nextProvider>
  </StrictMode>,
);
