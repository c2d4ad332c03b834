import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useParams } from 'react-router';
import { isApiError } from '@shared/api/client';
import { verdictColours, type DeviceCheck } from '@shared/device-check';
import { deviceLabel } from '@shared/device-label';
import { LocalMedia, problemOfSurroundings, surroundings, useStore } from '@shared/media';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { Card } from '../../layout/card';
import { Page } from '../../layout/page';
import { Waiting } from '../../layout/waiting';
import { BrowserNotice } from '../sign-in/browser-notice';
import { DevicesStage } from './devices-stage';
import { Findings } from './findings';
import { isHopeless, measureBrowser } from './measure/browser';
import { NetworkStage } from './network-stage';
import { useCheck, useMeasure } from './requests';
import { SpeakerStage } from './speaker-stage';
import { afterStage, stageOf, type Stage } from './stages';

/** The check of one device, step by step; whoever holds the link may do it (FEATURES A16). */
export default function RunPage() {
  const { t } = useTranslation();
  const { token = '' } = useParams();
  const back = (useLocation().state as { back?: string } | null)?.back;
  const check = useCheck(token);
  if (check.isPending) return <Waiting />;
  return (
    <Page title={t('device_check.title')} bare {...(back === undefined ? {} : { back })}>
      {check.data !== undefined && <Run token={token} check={check.data} back={back} />}
      {isApiError(check.error, 'not_found') ? (
        <Card tone="warm">
          <Text role="alert">{t('device_check.no_such')}</Text>
        </Card>
      ) : (
        <ErrorNotice error={check.error} onRetry={() => void check.refetch()} />
      )}
    </Page>
  );
}

function Run({ token, check, back }: { token: string; check: DeviceCheck; back: string | undefined }) {
  const [stage, setStage] = useState<Stage>((check.outcome ?? '') === '' ? 'start' : 'result');
  const [local] = useState(() => new LocalMedia());
  const media = useStore(local.store);
  const measure = useMeasure(token);
  const first = check.position === 1;
  const open = () => local.start({ microphone: first, facing: first ? 'user' : 'environment' });
  useEffect(() => () => local.stop(), [local]);
  useEffect(() => {
    if (stage === 'result') local.stop(); // the lamp of the camera goes out
  }, [stage, local]);
  const go = (next: Stage) => {
    scrollTo(0, 0);
    setStage(next);
  };
  const begin = async () => {
    const browser = measureBrowser();
    await measure.mutateAsync({ browser });
    if (isHopeless(browser)) return go('result');
    void open();
    go('devices');
  };
  const done = (known: DeviceCheck) => go(afterStage(stage, known));
  const retry = (item: string) => {
    const to = stageOf(item);
    if (to !== 'speaker') void open();
    go(to);
  };
  const stageProps = { check, local, media, measure, onDone: done };
  return (
    <Stack gap="md" data-stage={stage}>
      {stage === 'start' && <Start first={first} error={measure.error} onStart={begin} />}
      {stage === 'devices' && <DevicesStage {...stageProps} />}
      {stage === 'speaker' && <SpeakerStage {...stageProps} />}
      {stage === 'network' && <NetworkStage token={token} {...stageProps} />}
      {stage === 'result' && <Result check={check} back={back} onRetry={retry} onAgain={() => go('start')} />}
    </Stack>
  );
}

function Start({ first, error, onStart }: { first: boolean; error: unknown; onStart: () => Promise<void> }) {
  const { t } = useTranslation();
  const hindrance = problemOfSurroundings(surroundings());
  return (
    <>
      {hindrance !== undefined && <BrowserNotice problem={hindrance} />}
      <Card tone="calm">
        <Stack gap="sm">
          <Text fw={650}>{t('device_check.this_device', { label: deviceLabel(), camera: t(`position.${first ? 1 : 2}`) })}</Text>
          <Text>{t('device_check.before')}</Text>
          <ErrorNotice error={error} />
          <ProgressButton fullWidth size="xl" onPress={onStart}>
            {t('device_check.start')}
          </ProgressButton>
        </Stack>
      </Card>
    </>
  );
}

interface ResultProps {
  check: DeviceCheck;
  back: string | undefined;
  onRetry: (item: string) => void;
  onAgain: () => void;
}

function Result({ check, back, onRetry, onAgain }: ResultProps) {
  const { t } = useTranslation();
  const outcome = check.outcome ?? '';
  const hindrance = problemOfSurroundings(surroundings());
  return (
    <>
      {hindrance !== undefined && <BrowserNotice problem={hindrance} />}
      {outcome !== '' && (
        <Card tone={outcome === 'not_ready' ? 'warm' : 'calm'}>
          <div role="status" data-outcome={outcome}>
            <Text size="xl" fw={700} c={verdictColours[outcome]}>
              {t(`device_check.outcome.${outcome}`)}
            </Text>
            <Text mt="xs">{t(`device_check.outcome_hint.${outcome}`)}</Text>
          </div>
        </Card>
      )}
      <Findings check={check} {...(hindrance === undefined ? { onRetry } : {})} />
      <Button fullWidth size="lg" variant="light" onClick={onAgain}>
        {t('device_check.again')}
      </Button>
      {back === undefined ? (
        <Text ta="center" c="var(--ink-soft)">
          {t('device_check.close_page')}
        </Text>
      ) : (
        <Anchor component={Link} to={back} ta="center">
          {t('device_check.to_list')}
        </Anchor>
      )}
    </>
  );
}
