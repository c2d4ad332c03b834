import { Alert, Button, Stack, Text } from '@mantine/core';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isApiError } from '@shared/api/client';
import { useServerNow } from '@shared/clock';
import type { EnrolmentView } from '@shared/model';
import { Countdown, ErrorNotice, QrCode } from '@shared/ui';
import { Card } from '../../layout/card';
import { OfEnrolment } from '../../layout/enrolment';
import { Page } from '../../layout/page';
import { insideWeChat } from './bridge';
import classes from './fee-page.module.css';
import { PayInWeChat } from './pay-in-wechat';
import { amountText, useCheck, useFee, usePay, usePhoneLink, type Fee } from './requests';

/** Pays the fee: a QR, on a phone the pay link as well, and "I have paid" (FEATURES A7-A9). */
export default function FeePage() {
  const { t } = useTranslation();
  return <OfEnrolment title={t('fee.title')}>{(view) => <Paying view={view} />}</OfEnrolment>;
}

function Paying({ view }: { view: EnrolmentView }) {
  const { t } = useTranslation();
  const fee = useFee(view.id);
  const pay = usePay(view.id);
  const home = `/enrolments/${view.id}`;
  const data = fee.data;
  const begun = useRef(false);
  const inside = insideWeChat() && data?.in_wechat === true;
  const toOrder = data?.state === 'due' && data.online && data.trade === undefined && !inside;
  useEffect(() => {
    if (!toOrder || begun.current) return;
    begun.current = true;
    pay.mutate();
  }, [toOrder, pay]);
  return (
    <Page title={t('fee.title')} back={home}>
      <Card tone="calm">
        <Text>{view.major.name}</Text>
        <Text className={classes.amount}>{data === undefined ? '' : amountText(data.amount_fen)}</Text>
      </Card>
      <ErrorNotice error={fee.error} onRetry={() => void fee.refetch()} />
      <ErrorNotice error={pay.error} onRetry={() => pay.mutate()} />
      {toOrder && !pay.isPending && (
        <Button fullWidth size="xl" onClick={() => pay.mutate()}>
          {t('fee.go')}
        </Button>
      )}
      {pay.isPending && <Card>{t('fee.ordering')}</Card>}
      {data !== undefined && data.state !== 'due' && <Settled fee={data} home={home} />}
      {data?.state === 'due' && !data.online && <Card tone="warm">{t('fee.offline_hint', { contact: view.contact })}</Card>}
      {data?.state === 'due' && data.online && !toOrder && <Order id={view.id} fee={data} onScan={() => pay.mutate()} />}
    </Page>
  );
}

function Settled({ fee, home }: { fee: Fee; home: string }) {
  const { t } = useTranslation();
  return (
    <Card>
      <Stack align="center" role="status">
        <Text size="xl" fw={650} c="teal.9">
          {t(`fee.settled.${fee.state}`)}
        </Text>
        <Button component={Link} to={home} size="xl" fullWidth>
          {t('fee.enter')}
        </Button>
      </Stack>
    </Card>
  );
}

interface OrderProps {
  id: string;
  fee: Fee;
  /** Wants a QR to scan, or a new one. */
  onScan: () => void;
}

/** The ways to pay an order. One can be paid at a time: another way ends the one before. */
function Order({ id, fee, onScan }: OrderProps) {
  const { t } = useTranslation();
  const check = useCheck(id);
  const { mutate: ask } = check;
  const onPaid = useCallback(() => ask(), [ask]);
  const notYet = check.data?.state === 'due' && !check.isPending;
  return (
    <Card>
      <Stack align="center" gap="md">
        {fee.pay_url !== undefined && <Scan fee={fee} url={fee.pay_url} onLapsed={onScan} />}
        {fee.trade !== undefined && fee.pay_url === undefined && <Text fw={600}>{t('fee.elsewhere')}</Text>}
        <HereToo id={id} fee={fee} onPaid={onPaid} />
        {fee.pay_url === undefined && (
          <Button fullWidth variant="default" onClick={onScan}>
            {t('fee.show_qr')}
          </Button>
        )}
        {fee.trade !== undefined && (
          <Button fullWidth size="xl" color="teal.9" onClick={onPaid} loading={check.isPending}>
            {t('fee.paid')}
          </Button>
        )}
        {notYet && (
          <Alert color="orange" variant="light" w="100%" title={t('fee.not_yet')} role="status">
            {t('fee.not_yet_hint')}
          </Alert>
        )}
        {isApiError(check.error, 'unavailable') ? (
          <ErrorNotice error={check.error} title={t('fee.away')} onRetry={onPaid} />
        ) : (
          <ErrorNotice error={check.error} />
        )}
      </Stack>
    </Card>
  );
}

/** The QR, until when it holds, and how to keep it. */
function Scan({ fee, url, onLapsed }: { fee: Fee; url: string; onLapsed: () => void }) {
  const { t } = useTranslation();
  const nowMs = useServerNow();
  const picture = useRef<HTMLDivElement>(null);
  const lapsed = fee.expires_at !== undefined && Date.parse(fee.expires_at) <= nowMs;
  return (
    <>
      <Text fw={600}>{t('fee.scan')}</Text>
      <div ref={picture} data-testid="pay-qr">
        <QrCode value={url} size={260} />
      </div>
      {fee.expires_at !== undefined && (
        <Text size="sm" c="var(--ink-soft)">
          {t('fee.until')} <Countdown until={fee.expires_at} />
        </Text>
      )}
      {lapsed && (
        <Button variant="light" onClick={onLapsed}>
          {t('fee.again')}
        </Button>
      )}
      <Button fullWidth variant="default" onClick={() => save(picture.current)}>
        {t('fee.save')}
      </Button>
    </>
  );
}

/** Paying on this very device: in WeChat's own browser, or by a link into WeChat. */
function HereToo({ id, fee, onPaid }: { id: string; fee: Fee; onPaid: () => void }) {
  const { t } = useTranslation();
  const link = usePhoneLink(id);
  if (insideWeChat()) return fee.in_wechat ? <PayInWeChat id={id} onPaid={onPaid} /> : <Text>{t('fee.wechat_hint')}</Text>;
  return (
    <>
      <Button fullWidth size="xl" variant="light" onClick={() => link.mutate()} loading={link.isPending}>
        {t('fee.on_this_phone')}
      </Button>
      <ErrorNotice error={link.error} />
    </>
  );
}

/** Saves the QR as a picture, to be opened in WeChat's own scanner on this phone. */
function save(holder: HTMLDivElement | null): void {
  const svg = holder?.querySelector('svg');
  if (svg === null || svg === undefined) return;
  const source = new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml' });
  const image = new Image();
  const from = URL.createObjectURL(source);
  image.onload = () => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 720;
    const paper = canvas.getContext('2d');
    if (paper === null) return;
    paper.fillStyle = '#fff';
    paper.fillRect(0, 0, 720, 720);
    paper.drawImage(image, 0, 0, 720, 720);
    URL.revokeObjectURL(from);
    const link = document.createElement('a');
    link.download = 'wechat-pay.png';
    link.href = canvas.toDataURL('image/png');
    link.click();
  };
  image.src = from;
}
