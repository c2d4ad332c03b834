import { Button, FileInput, Group, NumberInput, Progress, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { sendUpload } from '@shared/send-upload';
import { ErrorNotice } from '@shared/ui';
import classes from './papers.module.css';
import { addPaper, usePaperChange } from './requests';

/** A new paper of a PDF: what was typed stays until it is kept. */
export function PaperForm({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation();
  const [title, setTitle] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [maxPages, setMaxPages] = useState(9);
  const [grace, setGrace] = useState(10);
  const [share, setShare] = useState<number>();
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const given = new AbortController();
    leaving.current = given;
    return () => given.abort();
  }, []);
  const add = usePaperChange(sessionId, async (pdf: File) => {
    const fileId = await sendUpload({ purpose: 'paper_file', ownerId: sessionId, type: pdf.type, file: pdf, onProgress: setShare, signal: leaving.current.signal }).finally(() => setShare(undefined));
    await addPaper(sessionId, { kind: 'pdf', title: title.trim(), max_pages: maxPages, grace_minutes: grace, file_id: fileId });
    setTitle('');
    setFile(null);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file !== null && title.trim() !== '' && !add.isPending) add.mutate(file);
  };
  return (
    <form className={classes.card} onSubmit={submit}>
      <h2 className={classes.title}>{t('papers.add')}</h2>
      <Stack gap="md">
        <TextInput size="md" label={t('papers.title')} value={title} onChange={(event) => setTitle(event.currentTarget.value)} maxLength={100} required />
        <FileInput size="md" label={t('papers.file')} description={t('papers.file_hint')} placeholder={t('papers.choose')} accept="application/pdf" value={file} onChange={setFile} clearable />
        <Group grow>
          <NumberInput size="md" label={t('papers.max_pages')} min={1} max={50} value={maxPages} onChange={(value) => setMaxPages(Number(value))} />
          <NumberInput size="md" label={t('papers.grace')} min={0} max={60} value={grace} onChange={(value) => setGrace(Number(value))} />
        </Group>
        {share !== undefined && (
          <div role="status">
            <Text size="sm">{t('papers.sending', { percent: Math.round(share * 100) })}</Text>
            <Progress value={share * 100} aria-label={t('papers.file')} />
          </div>
        )}
        <ErrorNotice error={add.error} title={t('papers.failed')} />
        <Group justify="flex-end">
          <Button type="submit" size="md" loading={add.isPending} disabled={file === null || title.trim() === ''}>
            {t('papers.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
