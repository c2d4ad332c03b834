import { Alert, Anchor, Badge, Button, FileInput, Group, Paper, Stack, Table, Text } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { ErrorNotice } from '@shared/ui';
import { Shell } from '../../layout/shell';
import type { PhotoResult, Plan } from './model';
import { beginPhotos, usePlan, useSendAndStart } from './requests';
import { Sending, Working } from './working';

/** Takes reference photos from a zip whose files are named by the candidate's number. */
export default function PhotosPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const [file, setFile] = useState<File | null>(null);
  const { start, share } = useSendAndStart<undefined>('roster_photos', beginPhotos);
  const planId = params.get('plan');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file !== null) start.mutate({ file, options: undefined }, { onSuccess: ({ plan_id: plan }) => setParams({ plan }) });
  };
  return (
    <Shell title={t('roster.photos_title')}>
      <Stack maw={1000} mx="auto" gap="md">
        <Anchor component={Link} to="/candidates">
          {t('roster.back')}
        </Anchor>
        <Paper withBorder p="lg" component="form" onSubmit={submit}>
          <Stack gap="md">
            <Text>{t('roster.photos_intro')}</Text>
            <FileInput
              size="md"
              label={t('roster.photos_file')}
              description={t('roster.photos_hint')}
              placeholder={t('roster.file_choose')}
              accept=".zip,application/zip"
              value={file}
              onChange={setFile}
              clearable
              clearButtonProps={{ 'aria-label': t('roster.clear') }}
              required
            />
            <Sending share={share} />
            <ErrorNotice error={start.error} title={t('roster.send_failed')} />
            <Group justify="flex-end">
              <Button type="submit" size="md" loading={start.isPending} disabled={file === null}>
                {t('roster.photos_send')}
              </Button>
            </Group>
          </Stack>
        </Paper>
        {planId !== null && !start.isPending && <PhotosTaken key={planId} planId={planId} />}
      </Stack>
    </Shell>
  );
}

const taken = (photo: PhotoResult) => photo.verdict === 'set' || photo.verdict === 'replaced';

function PhotosTaken({ planId }: { planId: string }) {
  const query = usePlan(planId);
  const plan = query.data;
  return (
    <>
      <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      {plan?.state === 'checking' && <Working plan={plan} />}
      {plan !== undefined && plan.state !== 'checking' && <PhotoResults plan={plan} />}
    </>
  );
}

function PhotoResults({ plan }: { plan: Plan }) {
  const { t, i18n } = useTranslation();
  const photos = plan.photos ?? [];
  const refused = photos.filter((photo) => !taken(photo));
  const why = `roster.why.${plan.why ?? plan.code ?? ''}`;
  return (
    <Stack gap="md">
      {plan.state === 'failed' && (
        <Alert color="red" variant="light" role="alert" title={t('roster.unreadable', { file: plan.file_name })}>
          {i18n.exists(why) ? t(why, { missing: '' }) : plan.detail}
        </Alert>
      )}
      <Text size="lg" role="status">
        {t('roster.photos_done', { taken: photos.length - refused.length, refused: refused.length })}
      </Text>
      {refused.length > 0 && (
        <Table striped aria-label={t('roster.photos_refused')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('roster.photo_name')}</Table.Th>
              <Table.Th>{t('roster.photo_verdict')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {refused.map((photo, i) => (
              <Table.Tr key={i}>
                <Table.Td>{photo.name}</Table.Td>
                <Table.Td>
                  <Badge color="red" variant="light" tt="none" size="lg">
                    {t(`roster.photo.${photo.verdict}`)}
                  </Badge>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}
