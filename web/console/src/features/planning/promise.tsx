import { Button, Code, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlanError } from './part-section';
import { useCommit, type Promised } from './requests';

interface PromiseProps {
  examId: string;
  /** What the button says that draws in earnest. */
  label: string;
  busy: boolean;
  onDraw: (promised: Promised) => void;
}

/** The way to a draw whose seed nobody could choose: first the server's promise, then a public word, then the lot. */
export function PromisedDraw({ examId, label, busy, onDraw }: PromiseProps) {
  const { t } = useTranslation();
  const commit = useCommit(examId);
  const [word, setWord] = useState('');
  if (commit.data === undefined) {
    return (
      <Stack gap="xs" mt="sm" align="flex-start">
        <Text size="sm">{t('planning.promise.first')}</Text>
        <PlanError error={commit.error} />
        <Button variant="light" loading={commit.isPending} onClick={() => commit.mutate()}>
          {t('planning.promise.make')}
        </Button>
      </Stack>
    );
  }
  const { id, hash } = commit.data;
  return (
    <Stack gap="xs" mt="sm" align="flex-start">
      <Text size="sm">{t('planning.promise.made')}</Text>
      <Code block data-commitment={id}>
        {hash}
      </Code>
      <TextInput
        size="md"
        w={420}
        maxLength={200}
        label={t('planning.promise.word')}
        description={t('planning.promise.word_hint')}
        value={word}
        onChange={(event) => setWord(event.currentTarget.value)}
      />
      <Button loading={busy} onClick={() => onDraw({ commitment_id: id, word })}>
        {label}
      </Button>
    </Stack>
  );
}
