import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { DemoInbox } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { Card } from '../../layout/card';
import { Page } from '../../layout/page';
import classes from './demo.module.css';

type Sms = DemoInbox['messages'][number];

/** The SMS that a demo does not send: newest first, looked for every 2 s. */
export default function DemoInboxPage() {
  const { t } = useTranslation();
  const inbox = useQuery({
    queryKey: ['demo-inbox'],
    queryFn: () => api.get<DemoInbox>('/api/demo/inbox'),
    refetchInterval: 2_000,
  });
  const messages = inbox.data?.messages ?? [];
  return (
    <Page title={t('inbox.title')} lead={t('inbox.lead')} back="/demo" bare>
      {inbox.data === undefined && (
        <ErrorNotice error={inbox.error} onRetry={() => void inbox.refetch()} />
      )}
      {inbox.data !== undefined && messages.length === 0 && <Card tone="calm">{t('inbox.empty')}</Card>}
      <div aria-live="polite">
        {messages.map((one) => (
          <SmsCard key={`${one.phone}${one.at}${one.text}`} sms={one} />
        ))}
      </div>
    </Page>
  );
}

function SmsCard({ sms }: { sms: Sms }) {
  const { t, i18n } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard?.writeText(sms.code).then(() => setCopied(true), () => setCopied(false));
  };
  const at = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium' }).format(new Date(sms.at));
  return (
    <Card>
      <div className={classes.sms}>
        <div>
          <div className={classes.soft}>
            {sms.phone} · {at}
          </div>
          {sms.code !== '' && (
            <div className={classes.big} data-testid="code">
              {sms.code}
            </div>
          )}
        </div>
        {sms.code !== '' && (
          <Button variant="light" onClick={copy}>
            {t(copied ? 'inbox.copied' : 'inbox.copy')}
          </Button>
        )}
      </div>
      <Text size="sm" c="var(--ink-soft)">
        {sms.text}
      </Text>
    </Card>
  );
}
