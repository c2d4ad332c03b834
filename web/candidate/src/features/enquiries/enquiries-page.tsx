import { Badge, Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnrolmentView } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { Card } from '../../layout/card';
import { OfEnrolment } from '../../layout/enrolment';
import { Page } from '../../layout/page';
import classes from './enquiries.module.css';
import { PhotoField, Photos, usePhotos } from './photos';
import { useAsk, useAskOn, useEnquiries, useSeen, type Enquiry } from './requests';

/** Asks the school a question and reads the answer. */
export default function EnquiriesPage() {
  const { t } = useTranslation();
  return <OfEnrolment title={t('enquiries.title')}>{(view) => <Enquiries view={view} />}</OfEnrolment>;
}

function Enquiries({ view }: { view: EnrolmentView }) {
  const { t } = useTranslation();
  const list = useEnquiries(view.id);
  return (
    <Page title={t('enquiries.title')} lead={t('enquiries.lead', { contact: view.contact })} back={`/enrolments/${view.id}`}>
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      <Ask enrolmentId={view.id} />
      {(list.data?.enquiries ?? []).map((one) => (
        <Talk key={one.id} enrolmentId={view.id} one={one} />
      ))}
    </Page>
  );
}

function Ask({ enrolmentId }: { enrolmentId: string }) {
  const { t } = useTranslation();
  const ask = useAsk(enrolmentId);
  const [typed, setTyped] = useState({ subject: '', text: '' });
  const sending = usePhotos(enrolmentId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ask.isPending || sending.send.isPending) return;
    ask.mutate(
      { ...typed, photos: sending.ids },
      {
        onSuccess: () => {
          setTyped({ subject: '', text: '' });
          sending.clear();
        },
      },
    );
  };
  return (
    <Card>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={t('enquiries.subject')} maxLength={200} value={typed.subject} onChange={(event) => setTyped({ ...typed, subject: event.currentTarget.value })} required />
          <Textarea size="lg" label={t('enquiries.text')} maxLength={4000} autosize minRows={3} value={typed.text} onChange={(event) => setTyped({ ...typed, text: event.currentTarget.value })} required />
          <PhotoField {...sending} />
          <ErrorNotice error={ask.error} />
          <Button type="submit" loading={ask.isPending} disabled={sending.send.isPending}>
            {t('enquiries.send')}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}

const shades = { open: 'gray', answered: 'teal', closed: 'gray' } as const;

function Talk({ enrolmentId, one }: { enrolmentId: string; one: Enquiry }) {
  const { t, i18n } = useTranslation();
  const { mutate: seen } = useSeen(enrolmentId);
  const on = useAskOn(enrolmentId, one.id);
  const [text, setText] = useState('');
  const sending = usePhotos(enrolmentId);
  useEffect(() => {
    if (one.unread) seen(one.id);
  }, [one.unread, one.id, seen]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (on.isPending || sending.send.isPending) return;
    on.mutate(
      { text, photos: sending.ids },
      {
        onSuccess: () => {
          setText('');
          sending.clear();
        },
      },
    );
  };
  return (
    <Card>
      <article data-enquiry={one.id} data-state={one.state}>
        <Group justify="space-between" mb="xs">
          <Text fw={650} className={classes.words}>
            {one.subject}
          </Text>
          <Badge size="lg" tt="none" variant="light" color={shades[one.state]}>
            {t(`enquiries.state.${one.state}`)}
          </Badge>
        </Group>
        {one.words.map((word) => (
          <div key={word.id} className={classes.word} data-staff={word.from_staff}>
            <span className={classes.who}>
              {t(word.from_staff ? 'enquiries.school' : 'enquiries.me')} · {new Date(word.at).toLocaleString(i18n.language, { dateStyle: 'short', timeStyle: 'short' })}
            </span>
            <span className={classes.words} dir="auto">
              {word.text}
            </span>
            <Photos paths={word.photos.map((id) => `/api/enrolments/${enrolmentId}/enquiries/${one.id}/photos/${id}`)} />
          </div>
        ))}
        <form onSubmit={submit}>
          <Textarea mt="sm" aria-label={t('enquiries.more')} placeholder={t('enquiries.more')} autosize minRows={1} value={text} onChange={(event) => setText(event.currentTarget.value)} required />
          <PhotoField {...sending} />
          <ErrorNotice error={on.error} />
          <Button mt="xs" type="submit" variant="light" loading={on.isPending} disabled={sending.send.isPending}>
            {t('enquiries.add')}
          </Button>
        </form>
      </article>
    </Card>
  );
}
