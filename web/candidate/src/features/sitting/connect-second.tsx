import { Anchor, Modal, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pairing, SittingView } from '@shared/model';
import { secondsUntil, useServerNow } from '@shared/clock';
import { Countdown, ErrorNotice, ProgressButton, QrCode } from '@shared/ui';
import { usePairing } from './api';
import classes from './connect-second.module.css';

/** The QR by which a second phone joins, once and within two minutes (manual 2.1.7; FEATURES C4, C5). */
export function ConnectSecond({ sitting, onClose }: { sitting: SittingView; onClose: () => void }) {
  const { t } = useTranslation();
  const pairing = usePairing(sitting.id);
  const { mutate } = pairing;
  useEffect(() => mutate(), [mutate]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('connect.title')}
      centered
      size="md"
    >
      <Stack gap="md" align="center">
        <Text ta="center">{t('connect.how')}</Text>
        <ErrorNotice error={pairing.error} onRetry={() => mutate()} />
        {pairing.data === undefined ? (
          <div className={classes.space} role="status">
            {pairing.isPending ? t('connect.making') : null}
          </div>
        ) : (
          <Code pairing={pairing.data} onRenew={() => pairing.mutateAsync().catch(() => undefined)} />
        )}
        <Text size="sm" c="var(--ink-soft)" ta="center">
          {t('connect.or_sign_in')}
        </Text>
      </Stack>
    </Modal>
  );
}

function Code({ pairing, onRenew }: { pairing: Pairing; onRenew: () => unknown }) {
  const { t } = useTranslation();
  const over = secondsUntil(pairing.expires_at, useServerNow()) === 0;
  return (
    <>
      <div className={classes.qr} data-over={over || undefined}>
        <QrCode value={pairing.url} size={280} />
        {over && <div className={classes.over}>{t('connect.expired')}</div>}
      </div>
      {over ? (
        <ProgressButton onPress={onRenew}>{t('connect.renew')}</ProgressButton>
      ) : (
        <>
          <Text size="sm">
            {t('connect.valid_for')} <Countdown until={pairing.expires_at} className={classes.count} />
          </Text>
          <div className={classes.text}>
            <Text size="sm" c="var(--ink-soft)">
              {t('connect.text_code', { address: `${location.host}/pair` })}
            </Text>
            <output className={classes.code} data-testid="pairing-code">
              {spaced(pairing.code)}
            </output>
          </div>
          <Anchor component="button" type="button" size="sm" onClick={() => void onRenew()}>
            {t('connect.renew')}
          </Anchor>
        </>
      )}
    </>
  );
}

/** A code in two halves, easier to read aloud and to type. */
function spaced(code: string): string {
  const half = Math.ceil(code.length / 2);
  return `${code.slice(0, half)} ${code.slice(half)}`;
}
