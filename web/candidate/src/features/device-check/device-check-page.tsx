import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { verdictColours, type DeviceCheck } from '@shared/device-check';
import type { EnrolmentView, Position } from '@shared/model';
import { Countdown, ErrorNotice, ProgressButton, QrCode } from '@shared/ui';
import { Card } from '../../layout/card';
import { OfEnrolment } from '../../layout/enrolment';
import { Page } from '../../layout/page';
import { instantText } from '../room-info/when';
import { Findings } from './findings';
import { useBegin, useOwnChecks } from './requests';

/** Both cameras' latest checks, and the ways to check them again (FEATURES A16). */
export default function DeviceCheckPage() {
  const { t } = useTranslation();
  return <OfEnrolment title={t('device_check.title')}>{(view) => <Both view={view} />}</OfEnrolment>;
}

function Both({ view }: { view: EnrolmentView }) {
  const { t } = useTranslation();
  const own = useOwnChecks(view.id);
  const of = (position: Position) => own.data?.checks.find((one) => one.position === position);
  const cameras: Position[] = view.sittings.length > 0 && view.sittings.every((one) => one.second_camera === 'none') ? [1] : [1, 2];
  return (
    <Page title={t('device_check.title')} lead={t('device_check.lead')} back={`/enrolments/${view.id}`}>
      <ErrorNotice error={own.error} onRetry={() => void own.refetch()} />
      {own.data !== undefined && cameras.map((position) => <Camera key={position} enrolmentId={view.id} position={position} check={of(position)} />)}
    </Page>
  );
}

function Camera({ enrolmentId, position, check }: { enrolmentId: string; position: Position; check: DeviceCheck | undefined }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const begin = useBegin(enrolmentId);
  const here = async () => {
    const { token } = await begin.mutateAsync(position);
    await navigate(`/device-check/${token}`, { state: { back: `/enrolments/${enrolmentId}/device-check` } });
  };
  const state = check?.outcome ?? 'unchecked';
  return (
    <Card tone={check === undefined ? 'warm' : 'plain'}>
      <section aria-label={t(`position.${position}`)} data-camera={position} data-outcome={state}>
        <Group justify="space-between" mb="xs">
          <Text fw={650} size="lg">
            {t(`position.${position}`)}
          </Text>
          <Badge size="lg" tt="none" variant="outline" color={verdictColours[state]}>
            {t(`check.state.${state}`)}
          </Badge>
        </Group>
        <Stack gap="sm">
          {check === undefined ? (
            <Text>{t(`device_check.unchecked_${position}`)}</Text>
          ) : (
            <>
              <Text c="var(--ink-soft)">
                {t('device_check.by', { label: check.label ?? '', at: instantText(check.finished_at ?? check.started_at, i18n.language) })}
              </Text>
              <Findings check={check} onlyProblems />
            </>
          )}
          <ErrorNotice error={begin.error} />
          <ProgressButton fullWidth size="lg" variant={position === 1 ? 'filled' : 'light'} onPress={here}>
            {t('device_check.here', { camera: t(`position.${position}`) })}
          </ProgressButton>
          <OnAnother enrolmentId={enrolmentId} position={position} />
        </Stack>
      </section>
    </Card>
  );
}

/** A QR code with which another phone is checked, without signing in there. */
function OnAnother({ enrolmentId, position }: { enrolmentId: string; position: Position }) {
  const { t } = useTranslation();
  const begin = useBegin(enrolmentId);
  const begun = begin.data;
  if (begun === undefined) {
    return (
      <>
        <ErrorNotice error={begin.error} />
        <Button fullWidth size="md" variant="subtle" loading={begin.isPending} onClick={() => begin.mutate(position)}>
          {t('device_check.another')}
        </Button>
      </>
    );
  }
  return (
    <Stack align="center" gap="xs" data-testid={`check-qr-${position}`} data-url={begun.url}>
      <QrCode value={begun.url} size={220} />
      <Text ta="center">{t('device_check.scan')}</Text>
      <Text size="sm" c="var(--ink-soft)">
        {t('device_check.good_for')} <Countdown until={begun.expires_at} />
      </Text>
    </Stack>
  );
}
