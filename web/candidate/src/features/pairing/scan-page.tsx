import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Icon } from '../../icons';
import { Card } from '../../layout/card';
import { Page } from '../../layout/page';
import { CODE_LENGTH, codeFrom } from './code';
import { Scanner } from './scanner';

/** Joins as second camera: by scanning in the page, or by typing the code. */
export default function ScanPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [scanning, setScanning] = useState(false);
  const [typed, setTyped] = useState('');
  const [unfit, setUnfit] = useState(false);
  const go = (code: string) => void navigate(`/pair/${code}`, { state: { scanned: true } });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const code = codeFrom(typed);
    setUnfit(code === undefined);
    if (code !== undefined) go(code);
  };
  return (
    <Page title={t('scan.title')} lead={t('scan.lead')} back="/" bare>
      <Card>
        {scanning ? (
          <Scanner onCode={go} onClose={() => setScanning(false)} />
        ) : (
          <Button size="xl" fullWidth leftSection={<Icon name="qr" />} onClick={() => setScanning(true)}>
            {t('scan.start')}
          </Button>
        )}
      </Card>
      <Card>
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            <Text c="var(--ink-soft)">{t('scan.or_type')}</Text>
            <TextInput
              label={t('scan.code')}
              value={typed}
              maxLength={CODE_LENGTH * 2}
              autoCapitalize="characters"
              autoComplete="off"
              spellCheck={false}
              error={unfit ? t('scan.code_unfit') : undefined}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', letterSpacing: '0.1em' } }}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
                setUnfit(false);
              }}
            />
            <Button type="submit" variant="light" fullWidth>
              {t('pair.join')}
            </Button>
          </Stack>
        </form>
      </Card>
    </Page>
  );
}
