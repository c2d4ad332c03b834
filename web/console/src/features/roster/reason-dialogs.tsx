import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Countdown, ErrorNotice } from '@shared/ui';
import type { Candidate } from './model';
import { useHandCode, useIdentity, useRemove } from './requests';

interface AskProps {
  title: string;
  text: string;
  confirm: string;
  danger?: boolean;
  busy: boolean;
  error: unknown;
  onConfirm: (reason: string) => void;
  onClose: () => void;
  /** In place of the form once it is done. */
  result?: ReactNode;
}

/** Asks for a reason before something that stands in the ledger. */
function AskReason({ title, text, confirm, danger = false, busy, error, onConfirm, onClose, result }: AskProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() !== '' && !busy) onConfirm(reason.trim());
  };
  return (
    <Modal opened onClose={onClose} title={title} closeOnClickOutside={result === undefined}>
      {result ?? (
        <form onSubmit={submit}>
          <Stack gap="md">
            <Text>{text}</Text>
            <TextInput
              size="md"
              label={t('roster.field.reason')}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              maxLength={500}
              data-autofocus
              required
            />
            <ErrorNotice error={error} />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('action.cancel')}
              </Button>
              <Button type="submit" loading={busy} disabled={reason.trim() === ''} {...(danger && { color: 'red' })}>
                {confirm}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

/** A sign-in code to read out, shown this once. */
export function CodeDialog({ one, onClose }: { one: Candidate; onClose: () => void }) {
  const { t } = useTranslation();
  const hand = useHandCode(one.id);
  const code = hand.data;
  return (
    <AskReason
      title={t('roster.hand_code_to', { name: one.name })}
      text={t('roster.hand_code_text')}
      confirm={t('roster.hand_code_make')}
      busy={hand.isPending}
      error={hand.error}
      onConfirm={(reason) => hand.mutate(reason)}
      onClose={onClose}
      result={
        code && (
          <Stack align="center" gap="sm">
            <Text>{t('roster.code_for', { phone: code.phone })}</Text>
            <Text fz={44} fw={700} ff="monospace" data-testid="handed-code">
              {code.code}
            </Text>
            <Text>
              {t('roster.code_left')} <Countdown until={code.expires_at} />
            </Text>
            <Text c="dimmed">{t('roster.code_once')}</Text>
            <Button onClick={onClose}>{t('action.close')}</Button>
          </Stack>
        )
      }
    />
  );
}

/** An identity number in full. */
export function IdentityDialog({ one, onClose }: { one: Candidate; onClose: () => void }) {
  const { t } = useTranslation();
  const see = useIdentity(one.id);
  return (
    <AskReason
      title={t('roster.identity_of', { name: one.name })}
      text={t('roster.identity_text')}
      confirm={t('roster.see_identity')}
      busy={see.isPending}
      error={see.error}
      onConfirm={(reason) => see.mutate(reason)}
      onClose={onClose}
      result={
        see.data && (
          <Stack align="center">
            <Text fz={26} ff="monospace">
              {see.data.id_number}
            </Text>
            <Button onClick={onClose}>{t('action.close')}</Button>
          </Stack>
        )
      }
    />
  );
}

/** Takes a candidate off the roster. */
export function RemoveDialog({ one, onClose }: { one: Candidate; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useRemove(one.id);
  return (
    <AskReason
      title={t('roster.remove_number', { name: one.name, number: one.number })}
      text={t('roster.remove_text')}
      confirm={t('roster.remove')}
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={(reason) =>
        remove.mutate(reason, {
          onSuccess: () => {
            notifications.show({ color: 'teal', message: t('roster.removed'), autoClose: 3_000 });
            onClose();
          },
        })
      }
      onClose={onClose}
    />
  );
}
