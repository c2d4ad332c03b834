import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/SegmentedControl.css';
import { Alert, Checkbox, SegmentedControl, Stack, Text, TextInput, Title } from '@mantine/core';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '@shared/api/client';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { Card } from '../../layout/card';
import type { StepProps } from '../../layout/check-in';
import { Waiting } from '../../layout/waiting';
import { signs, type Stroke } from './ink';
import classes from './pledge-step.module.css';
import { usePledge, useSign, type Hand, type Pledge } from './requests';
import { SignaturePad } from './signature-pad';

/** The pledge: read to its end, agreed to, signed by hand or by name (manual 2.1.3; FEATURES B4). */
export default function PledgeStep({ sitting, onDone }: StepProps) {
  const { t } = useTranslation();
  const pledge = usePledge(sitting.id);
  const sign = useSign(sitting.id);
  if (pledge.data === undefined) {
    return pledge.isPending ? <Waiting /> : <ErrorNotice error={pledge.error} onRetry={() => void pledge.refetch()} />;
  }
  const text = pledge.data;
  const changed = isApiError(sign.error, 'conflict');
  return (
    <Card>
      <Stack gap="md">
        <Title order={2}>{t('check_in.step.pledge')}</Title>
        {changed && (
          <Alert color="orange" variant="light" role="alert">
            {t('pledge.changed')}
          </Alert>
        )}
        <Read
          key={text.sha256}
          pledge={text}
          name={sitting.candidate.name}
          error={changed ? null : sign.error}
          onSign={async (hand) => onDone(await sign.mutateAsync({ pledge: text, hand }))}
        />
      </Stack>
    </Card>
  );
}

interface ReadProps {
  pledge: Pledge;
  name: string;
  error: Error | null;
  onSign: (hand: Hand) => Promise<void>;
}

function Read({ pledge, name, error, onSign }: ReadProps) {
  const { t } = useTranslation();
  const [agreed, setAgreed] = useState(false);
  const end = useRef<HTMLDivElement>(null);
  const read = useSeen(end);
  return (
    <>
      <Text c="var(--ink-soft)">{t('pledge.lead')}</Text>
      {/* What scrolls can be reached by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={classes.text} tabIndex={0} aria-label={pledge.title} data-testid="pledge-text">
        <h3>{pledge.title}</h3>
        {pledge.body}
        <div ref={end} className={classes.end} />
      </section>
      <Text size="sm" c="var(--ink-soft)">
        {t('pledge.version', { version: pledge.version, hash: pledge.sha256.slice(0, 12) })}
      </Text>
      <Checkbox size="md" label={t('pledge.agree')} description={read ? undefined : t('pledge.read_first')} disabled={!read} checked={agreed} onChange={(event) => setAgreed(event.currentTarget.checked)} />
      {agreed && <Sign name={name} error={error} onSign={onSign} />}
    </>
  );
}

function Sign({ name, error, onSign }: Omit<ReadProps, 'pledge'>) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<'hand' | 'typed'>('hand');
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const [typed, setTyped] = useState('');
  const ready = kind === 'hand' ? signs(strokes) : typed.trim() !== '';
  return (
    <Stack gap="sm">
      <SegmentedControl
        fullWidth
        aria-label={t('pledge.how')}
        value={kind}
        onChange={(value) => setKind(value === 'typed' ? 'typed' : 'hand')}
        data={(['hand', 'typed'] as const).map((value) => ({ value, label: t(`pledge.kind.${value}`) }))}
      />
      {kind === 'hand' ? (
        <SignaturePad strokes={strokes} onChange={setStrokes} />
      ) : (
        <TextInput size="md" label={t('pledge.type', { name })} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} maxLength={100} autoComplete="off" />
      )}
      {isApiError(error, 'invalid') ? (
        <Text c="red.9" role="alert">
          {t(`pledge.wrong_${kind}`)}
        </Text>
      ) : (
        <ErrorNotice error={error} />
      )}
      <ProgressButton fullWidth disabled={!ready} onPress={() => onSign(kind === 'hand' ? { kind, strokes } : { kind, typed: typed.trim() })}>
        {t('pledge.sign')}
      </ProgressButton>
    </Stack>
  );
}

/** True once the element has been in sight within what scrolls around it. */
function useSeen(element: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const one = element.current;
    if (one === null) return undefined;
    const watch = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
    }, { root: one.parentElement });
    watch.observe(one);
    return () => watch.disconnect();
  }, [element]);
  return seen;
}
