import { Alert, Group, NumberInput, Paper, Radio, Stack, Text, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { useKeepRule, type FaceRule, type FaceRuleBody } from './requests';

/** The numbers of a rule with their bounds. */
const numbers = [
  { name: 'retain_days', min: 1, max: 365 },
  { name: 'similarity', min: 1, max: 99 },
  { name: 'turn_degrees', min: 5, max: 45 },
  { name: 'nod_degrees', min: 3, max: 40 },
  { name: 'eyes_percent', min: 10, max: 95 },
  { name: 'mouth_percent', min: 5, max: 90 },
] as const;

/** Who looks at faces, how long pictures are kept, what the candidate reads, and the thresholds. */
export function RuleForm({ rule }: { rule: FaceRule }) {
  const { t, i18n } = useTranslation();
  const keep = useKeepRule();
  const [draft, setDraft] = useState<FaceRuleBody>(() => bodyOf(rule));
  const set = (change: Partial<FaceRuleBody>) => setDraft((was) => ({ ...was, ...change }));
  const builtIn = rule.built_in.find(({ language }) => language === i18n.language) ?? rule.built_in[0];
  const engine = ['local', 'tencent', 'aliyun'].includes(draft.provider);
  return (
    <Paper withBorder p="lg" radius="md">
      <Stack gap="md">
        <Title order={2} size="h4">{t('face_rule.rule')}</Title>
        <Radio.Group label={t('face_rule.provider_label')} value={draft.provider} onChange={(value) => set({ provider: value })}>
          <Stack gap="xs" mt="xs">
            {(['off', 'device', 'local', 'tencent', 'aliyun'] as const).map((one) => (
              <Radio key={one} value={one} disabled={!rule.providers.includes(one)} label={t(`face_rule.provider.${one}`)} description={t(`face_rule.provider_hint.${one}`)} />
            ))}
          </Stack>
        </Radio.Group>
        <Group align="flex-end" gap="md">
          {numbers.filter(({ name }) => engine || name === 'retain_days').map(({ name, min, max }) => (
            <NumberInput key={name} w={220} label={t(`face_rule.field.${name}`)} min={min} max={max} allowDecimal={false} value={draft[name]} onChange={(value) => set({ [name]: typeof value === 'number' ? value : min })} />
          ))}
        </Group>
        {engine && <Text size="sm" c="dimmed">{t('face_rule.no_rates')}</Text>}
        <Textarea label={t('face_rule.notice')} description={t('face_rule.notice_hint')} placeholder={builtIn?.text} value={draft.notice} onChange={(event) => set({ notice: event.currentTarget.value })} autosize minRows={6} maxRows={16} maxLength={20000} />
        <ErrorNotice error={keep.error} />
        {keep.isSuccess && <Alert color="teal" variant="light">{t('face_rule.saved')}</Alert>}
        <Group justify="flex-end">
          <ProgressButton onPress={async () => void (await keep.mutateAsync(draft))}>{t('face_rule.save')}</ProgressButton>
        </Group>
      </Stack>
    </Paper>
  );
}

function bodyOf(rule: FaceRule): FaceRuleBody {
  const { provider, similarity, turn_degrees, nod_degrees, eyes_percent, mouth_percent, retain_days, notice, version } = rule;
  return { provider, similarity, turn_degrees, nod_degrees, eyes_percent, mouth_percent, retain_days, notice, version };
}
