import { Alert, Anchor, Button, FileInput, Group, Paper, Select, Stack, Switch, Text } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { ErrorNotice } from '@shared/ui';
import { Shell } from '../../layout/shell';
import type { Plan } from './model';
import { ReadyPlan } from './ready-plan';
import { beginCheck, downloadPath, useCatalogue, usePlan, useSendAndStart, type SheetOptions } from './requests';
import { Sending, Working } from './working';

/** Imports a roster: a sheet is sent, checked row by row, and imported as it was checked. */
export default function ImportPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const [file, setFile] = useState<File | null>(null);
  const [options, setOptions] = useState<SheetOptions>({ create_missing: false });
  const { start, share } = useSendAndStart('roster_sheet', beginCheck);
  const check = (asked: SheetOptions) => {
    if (file === null) return setParams({});
    start.mutate({ file, options: asked }, { onSuccess: ({ plan_id: plan }) => setParams({ plan }) });
  };
  const planId = params.get('plan');
  return (
    <Shell title={t('roster.import_title')}>
      <Stack maw={1240} mx="auto" gap="md">
        <Anchor component={Link} to="/candidates">
          {t('roster.back')}
        </Anchor>
        <Sending share={share} />
        <ErrorNotice error={start.error} title={t('roster.send_failed')}>
          <Text size="sm">{t('roster.send_hint')}</Text>
        </ErrorNotice>
        {planId === null || start.isPending ? (
          <ChooseSheet
            file={file}
            setFile={setFile}
            options={options}
            setOptions={setOptions}
            busy={start.isPending}
            onCheck={() => check(options)}
          />
        ) : (
          <PlanStory
            key={planId}
            planId={planId}
            onOther={() => setParams({})}
            onAgain={(sheet) => check({ ...options, sheet: sheet ?? options.sheet })}
          />
        )}
      </Stack>
    </Shell>
  );
}

interface ChooseProps {
  file: File | null;
  setFile: (file: File | null) => void;
  options: SheetOptions;
  setOptions: (options: SheetOptions) => void;
  busy: boolean;
  onCheck: () => void;
}

function ChooseSheet({ file, setFile, options, setOptions, busy, onCheck }: ChooseProps) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const exams = catalogue.data?.exams ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file !== null && !busy) onCheck();
  };
  return (
    <Paper withBorder p="lg" component="form" onSubmit={submit}>
      <Stack gap="md">
        <Text>{t('roster.import_intro')}</Text>
        <Group gap="lg">
          <Anchor href={downloadPath('/api/roster/template', { format: 'xlsx' })} download>
            {t('roster.template')}
          </Anchor>
          <Anchor href={downloadPath('/api/roster/template', { format: 'xlsx', sample: 'true' })} download>
            {t('roster.sample')}
          </Anchor>
        </Group>
        <FileInput
          size="md"
          label={t('roster.file')}
          description={t('roster.file_hint')}
          placeholder={t('roster.file_choose')}
          accept=".xlsx,.csv"
          value={file}
          onChange={setFile}
          clearable
          clearButtonProps={{ 'aria-label': t('roster.clear') }}
          required
        />
        {exams.length > 1 && (
          <Select
            size="md"
            label={t('roster.default_exam')}
            description={t('roster.default_exam_hint')}
            data={exams.map(({ id, name }) => ({ value: id, label: name }))}
            value={options.exam_id ?? null}
            onChange={(value) => setOptions({ ...options, exam_id: value ?? undefined })}
            clearable
            clearButtonProps={{ 'aria-label': t('roster.clear') }}
          />
        )}
        <Switch
          size="md"
          label={t('roster.create_missing')}
          checked={options.create_missing}
          onChange={(event) => setOptions({ ...options, create_missing: event.currentTarget.checked })}
        />
        <Group justify="flex-end">
          <Button type="submit" size="md" loading={busy} disabled={file === null}>
            {t('roster.check')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

interface StoryProps {
  planId: string;
  onOther: () => void;
  /** Checks the same file again, maybe another of its sheets. */
  onAgain: (sheet?: string) => void;
}

function PlanStory({ planId, onOther, onAgain }: StoryProps) {
  const query = usePlan(planId);
  const { t } = useTranslation();
  const plan = query.data;
  return (
    <>
      <ErrorNotice error={query.error} onRetry={() => void query.refetch()}>
        <Button variant="default" onClick={onOther}>
          {t('roster.other_file')}
        </Button>
      </ErrorNotice>
      {plan?.state === 'checking' && <Working plan={plan} />}
      {plan?.state === 'failed' && <FailedPlan plan={plan} onOther={onOther} />}
      {plan !== undefined && (plan.state === 'failed' || plan.state === 'ready') && <OtherSheet plan={plan} onAgain={onAgain} />}
      {plan?.state === 'ready' && <ReadyPlan plan={plan} onOther={onOther} onAgain={() => onAgain()} />}
      {plan?.state === 'imported' && <ImportedPlan plan={plan} onOther={onOther} />}
    </>
  );
}

function OtherSheet({ plan, onAgain }: { plan: Plan; onAgain: (sheet: string) => void }) {
  const { t } = useTranslation();
  if ((plan.sheets?.length ?? 0) < 2) return null;
  return (
    <Select
      label={t('roster.sheet')}
      data={plan.sheets ?? []}
      value={plan.sheet ?? null}
      onChange={(sheet) => sheet !== null && sheet !== plan.sheet && onAgain(sheet)}
      maw={400}
    />
  );
}

function FailedPlan({ plan, onOther }: { plan: Plan; onOther: () => void }) {
  const { t, i18n } = useTranslation();
  const key = `roster.why.${plan.why ?? plan.code ?? ''}`;
  const missing = (plan.missing ?? []).map((field) => t(`roster.field.${String(field)}`)).join(t('list.comma'));
  return (
    <Alert color="red" variant="light" role="alert" title={t('roster.unreadable', { file: plan.file_name })}>
      <Stack gap="sm" align="flex-start">
        <Text>{i18n.exists(key) ? t(key, { missing }) : plan.detail}</Text>
        <Button onClick={onOther}>{t('roster.other_file')}</Button>
      </Stack>
    </Alert>
  );
}

function ImportedPlan({ plan, onOther }: { plan: Plan; onOther: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="teal" variant="light" role="status" title={t('roster.imported')}>
      <Stack gap="sm" align="flex-start">
        <Text>{t('roster.imported_counts', { ...plan.counts })}</Text>
        <Group>
          <Button component={Link} to="/candidates">
            {t('roster.to_list')}
          </Button>
          <Button variant="default" onClick={onOther}>
            {t('roster.other_file')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
