import { Alert, Anchor, Button, FileInput, Group, Modal, Progress, Stack, Table, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '@shared/api/client';
import { sendUpload } from '@shared/send-upload';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { importPaper, usePaperChange, type ImportFlaw, type ImportReport, type Paper } from './requests';

/** Reads a table or a QTI package into an online draft: first what it would do, item by item, then the import. */
export function ImportDialog({ sessionId, paper, onClose }: { sessionId: string; paper: Paper; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const [share, setShare] = useState<number>();
  const [sent, setSent] = useState<{ id: string; report: ImportReport }>();
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const given = new AbortController();
    leaving.current = given;
    return () => given.abort();
  }, []);
  const check = usePaperChange(sessionId, async (chosen: File) => {
    setSent(undefined);
    const id = await sendUpload({ purpose: 'paper_import', ownerId: sessionId, type: typeOf(chosen), file: chosen, onProgress: setShare, signal: leaving.current.signal }).finally(() => setShare(undefined));
    setSent({ id, report: await importPaper(paper.id, id, true) });
  });
  const run = usePaperChange(sessionId, async (id: string) => {
    const report = await importPaper(paper.id, id, false);
    setSent({ id, report });
    if (report.imported) onClose();
  });
  return (
    <Modal opened onClose={onClose} title={t('papers.import_title', { title: paper.title })} size="xl" closeOnClickOutside={false}>
      <Stack gap="md">
        <Text>{t('papers.import_lead')}</Text>
        {paper.items > 0 && <Text fw={600}>{t('papers.import_replaces', { n: paper.items })}</Text>}
        <Anchor href={`/api/papers/template?language=${i18n.language === 'en' ? 'en' : 'zh-CN'}`} download>
          {t('papers.template')}
        </Anchor>
        <Group align="end">
          <FileInput style={{ flex: 1 }} size="md" label={t('papers.import_file')} placeholder={t('papers.choose')} accept=".xlsx,.csv,.zip,.xml" value={file} onChange={setFile} clearable />
          <ProgressButton size="md" disabled={file === null} onPress={() => (file === null ? Promise.resolve() : check.mutateAsync(file).then(() => undefined, () => undefined))}>
            {t('papers.check')}
          </ProgressButton>
        </Group>
        {share !== undefined && <Progress value={share * 100} aria-label={t('papers.import_file')} />}
        <Refusal error={check.error} />
        {sent !== undefined && <Report report={sent.report} />}
        <ErrorNotice error={run.error} title={t('papers.failed')} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <ProgressButton disabled={sent === undefined || sent.report.blocked > 0} onPress={() => (sent === undefined ? Promise.resolve() : run.mutateAsync(sent.id).then(() => undefined, () => undefined))}>
            {t('papers.import_now', { n: sent?.report.items ?? 0 })}
          </ProgressButton>
        </Group>
      </Stack>
    </Modal>
  );
}

/** The media type that is announced: browsers know neither of these by every name. */
function typeOf({ name, type }: File): string {
  if (name.endsWith('.xml')) return 'text/xml';
  if (name.endsWith('.csv')) return 'text/csv';
  return name.endsWith('.zip') || type === '' ? xlsx : type === 'application/zip' ? xlsx : type;
}

/** By its first bytes a workbook is a zip: one type stands for both. */
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Why a whole file is refused, in words where there are any. */
function Refusal({ error }: { error: unknown }) {
  const { t, i18n } = useTranslation();
  const why = isApiError(error) && typeof error.extras.why === 'string' ? `papers.flaw.${error.extras.why}` : '';
  const what = isApiError(error) && typeof error.extras.what === 'string' ? error.extras.what : '';
  if (why === '' || !i18n.exists(why)) return <ErrorNotice error={error} title={t('papers.failed')} />;
  return (
    <Alert color="red" variant="light" role="alert" title={t('papers.failed')}>
      {t(why, { what })}
    </Alert>
  );
}

function Report({ report }: { report: ImportReport }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" data-testid="import-report" data-blocked={report.blocked}>
      <Text fw={600}>
        {t(`papers.export_format.${report.format}`)} · {t('papers.import_sum', { n: report.items, points: report.points, media: report.media })}
      </Text>
      {report.blocked > 0 && (
        <Alert color="red" variant="light" role="alert">
          {t('papers.import_blocked', { count: report.blocked })}
        </Alert>
      )}
      {report.flaws.map((flaw, n) => (
        <FlawLine key={n} flaw={flaw} />
      ))}
      {report.rows.length > 0 && (
        <Table.ScrollContainer minWidth={700} mah={420}>
          <Table stickyHeader striped aria-label={t('papers.import_rows')}>
            <Table.Thead>
              <Table.Tr>
                {(['row', 'item', 'kind', 'text', 'points', 'verdict'] as const).map((name) => (
                  <Table.Th key={name} scope="col">
                    {t(`papers.col.${name}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {report.rows.map((row) => (
                <Table.Tr key={row.row} data-row={row.row} data-wrong={row.flaws.some(({ blocks }) => blocks) || undefined}>
                  <Table.Td>{row.row}</Table.Td>
                  <Table.Td>{row.item}</Table.Td>
                  <Table.Td>{row.kind === undefined || row.kind === '' ? '—' : t(`items.kinds.${row.kind}`)}</Table.Td>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{row.text}</Table.Td>
                  <Table.Td>{row.points}</Table.Td>
                  <Table.Td>{row.flaws.length === 0 ? t('papers.fine') : row.flaws.map((flaw, n) => <FlawLine key={n} flaw={flaw} />)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}

function FlawLine({ flaw }: { flaw: ImportFlaw }) {
  const { t, i18n } = useTranslation();
  const key = `papers.flaw.${flaw.why}`;
  const column = i18n.exists(`items.${flaw.column ?? ''}`) ? t(`items.${flaw.column ?? ''}`) : (flaw.column ?? '');
  return (
    <Text size="sm" c={flaw.blocks ? 'red.9' : undefined} data-why={flaw.why}>
      {column !== '' && `${column}: `}
      {i18n.exists(key) ? t(key, { what: flaw.what ?? '' }) : `${flaw.why} ${flaw.what ?? ''}`}
    </Text>
  );
}
