import './mantine.css';
import './app.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { newQueryClient } from '@shared/api/hooks';
import { reloadWhenOutdated } from '@shared/outdated';
import { createTexts } from '@shared/i18n';
import { unlockSoundOnFirstTap } from '@shared/notice';
import { candidateTheme } from '@shared/theme';
import { Themed } from '@shared/ui/themed';
import { App } from './app';
import en from './i18n/en.json';
import zh from './i18n/zh-CN.json';

unlockSoundOnFirstTap();
reloadWhenOutdated();
const texts = createTexts('candidate', { 'zh-CN': zh, en });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <I18nextProvider i18n={texts}>
      <Themed theme={candidateTheme}>
        <QueryClientProvider client={newQueryClient()}>
          <App />
        </QueryClientProvider>
      </Themed>
    </I18nextProvider>
  </StrictMode>,
);

if ('serviceWorker' in navigator && import.meta.env.PROD) {
  addEventListener('load', () => {
    // It keeps hashed assets only; without it the page works as well.
    navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  });
}
