import { Button, FileInput, Group, Progress, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { Question } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { boardKey } from '../../board/use-board';
import classes from './questions-page.module.css';
import { sendFile } from './send-file';

const MAX_TITLE = 200;
const MAX_BODY = 20_000;
/** What the server opens and checks; anything else it refuses. */
const ACCEPT = 'application/pdf,image/jpeg,image/png';

/** A new question: a title, a text if it has one, a file if it has one. */
export function QuestionForm({ sessionId, next }: { sessionId: string; next: number }) {
  const { t } = useTranslation();
  const [title, setTitle] = useState('');
  const [body, setBody] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const { add, share } = useAddQuestion(sessionId, () => {
    setTitle('');
    setBody('');
    setFile(null);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim() !== '' && !add.isPending) add.mutate({ title: title.trim(), body: body.trim(), file });
  };
  return (
    <form className={classes.card} onSubmit={submit}>
      <h2 className={classes.title}>{t('set_up.add', { number: next })}</h2>
      <Stack gap="md">
        <TextInput
          size="md"
          label={t('set_up.title')}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          maxLength={MAX_TITLE}
          required
        />
        <Textarea
          size="md"
          label={t('set_up.body')}
          description={t('set_up.body_hint')}
          value={body}
          onChange={(event) => setBody(event.currentTarget.value)}
          maxLength={MAX_BODY}
          autosize
          minRows={5}
          maxRows={14}
        />
        <FileInput
          size="md"
          label={t('set_up.file')}
          description={t('set_up.file_hint')}
          placeholder={t('set_up.file_choose')}
          accept={ACCEPT}
          value={file}
          onChange={setFile}
          clearable
        />
        {add.isPending && share !== undefined && (
          <div role="status">
            <Text size="sm">{t('set_up.sending', { percent: Math.round(share * 100) })}</Text>
            <Progress value={share * 100} aria-label={t('set_up.file')} />
          </div>
        )}
        <ErrorNotice error={add.error} title={t('set_up.failed')} />
        <Group justify="flex-end">
          <Button type="submit" size="md" loading={add.isPending} disabled={title.trim() === ''}>
            {t('set_up.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface Draft {
  title: string;
  body: string;
  file: File | null;
}

/** Sends the file first, then the question that names it; what was typed stays until both are kept. */
function useAddQuestion(sessionId: string, onAdded: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [share, setShare] = useState<number>();
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const given = new AbortController();
    leaving.current = given;
    return () => given.abort();
  }, []);
  const add = useMutation({
    mutationFn: async ({ title, body, file }: Draft) => {
      setShare(file === null ? undefined : 0);
      const fileId =
        file === null ? undefined : await sendFile({ sessionId, file, onProgress: setShare, signal: leaving.current.signal });
      return api.post<Question>(`/api/sessions/${sessionId}/questions`, { title, body, file_id: fileId });
    },
    onSuccess: async () => {
      onAdded();
      notifications.show({ color: 'teal', message: t('set_up.added'), autoClose: 3_000 });
      await client.invalidateQueries({ queryKey: boardKey(sessionId) });
    },
    onSettled: () => setShare(undefined),
  });
  return { add, share };
}
