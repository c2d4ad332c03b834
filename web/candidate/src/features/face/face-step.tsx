import { Stack, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@shared/ui';
import { Card } from '../../layout/card';
import type { StepProps } from '../../layout/check-in';
import { Waiting } from '../../layout/waiting';
import { ChallengeView } from './challenge-view';
import { NoticeView } from './notice-view';
import { PersonView } from './person-view';
import { useFace } from './requests';
import { InLine, Outcome } from './result-view';
import './texts';

/**
 * The face check: the notice and her own choice first, then movements before the
 * camera, then the server's word or a person's (manual 2.1.5; FEATURES B7-B10).
 */
export default function FaceStep({ sitting, step, camera, onDone }: StepProps) {
  const { t } = useTranslation();
  const face = useFace(sitting.id);
  const [asked, setAsked] = useState<'person' | 'again'>();
  const state = face.data?.state;
  const moved = state !== undefined && state !== step.state;
  useEffect(() => {
    if (moved) onDone(); // the server has settled the step meanwhile
  }, [moved, onDone]);
  if (face.data === undefined) {
    return face.isPending ? <Waiting /> : <ErrorNotice error={face.error} onRetry={() => void face.refetch()} />;
  }
  const view = face.data;
  const toPerson = () => setAsked('person');
  const screen = () => {
    if (asked === 'person' || view.agreed === false || view.state === 'shown' || view.state === 'rejected') {
      const back = view.state === 'open' && view.tries_left > 0 ? () => setAsked(undefined) : undefined;
      return <PersonView sitting={sitting} face={view} camera={camera} onDone={onDone} onBack={back} />;
    }
    if (view.agreed === undefined) return <NoticeView sitting={sitting} face={view} onPerson={toPerson} />;
    if (view.check?.state === 'queued') return <InLine place={view.check.place ?? 1} />;
    if (view.check !== undefined && asked !== 'again') {
      return <Outcome face={view} onAgain={() => setAsked('again')} onPerson={toPerson} />;
    }
    return <ChallengeView sitting={sitting} face={view} camera={camera} onHandedIn={() => setAsked(undefined)} onPerson={toPerson} />;
  };
  return (
    <Card>
      <Stack gap="md">
        <Title order={2}>{t('check_in.step.face_check')}</Title>
        {screen()}
      </Stack>
    </Card>
  );
}
